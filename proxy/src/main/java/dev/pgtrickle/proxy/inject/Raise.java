package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import org.jspecify.annotations.Nullable;

/**
 * Statements that make the server raise a message, so that its log shows it, {@code client_min_messages} holds, and an error ends the
 * transaction.
 */
final class Raise {

    private Raise() {}

    /**
     * Raises a notice.
     *
     * @param notice what to say
     * @return a DO statement
     */
    static String notice(Notice notice) {
        return block(notice.severity().name(), notice.message(), null, notice.detail(), notice.hint());
    }

    /**
     * Fails with an error.
     *
     * @param report the error
     * @return a DO statement
     */
    static String error(Report report) {
        return block(
                "EXCEPTION",
                report.text(ReportField.MESSAGE),
                report.text(ReportField.SQLSTATE),
                report.get(ReportField.DETAIL),
                report.get(ReportField.HINT));
    }

    private static String block(
            String level, String message, @Nullable String sqlState, @Nullable String detail, @Nullable String hint) {
        StringBuilder body = new StringBuilder("BEGIN RAISE ")
                .append(level)
                .append(" USING MESSAGE = ")
                .append(SqlLiteral.quote(message));
        option(body, "ERRCODE", sqlState);
        option(body, "DETAIL", detail);
        option(body, "HINT", hint);
        return "DO " + SqlLiteral.quote(body.append("; END").toString());
    }

    private static void option(StringBuilder body, String name, @Nullable String value) {
        if (value != null) {
            body.append(", ").append(name).append(" = ").append(SqlLiteral.quote(value));
        }
    }
}
