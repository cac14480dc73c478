package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import org.jspecify.annotations.Nullable;

/** Translates between the engine's errors and the protocol's. */
final class Errors {

    private static final String IN_FAILED_TRANSACTION = "25P02";

    private Errors() {}

    /** What engine code gets of a server's error. */
    static SqlError toError(Report report) {
        SqlError error = SqlError.fromServer(
                report.text(ReportField.SQLSTATE),
                report.text(ReportField.MESSAGE),
                report.get(ReportField.DETAIL),
                report.get(ReportField.HINT),
                report.get(ReportField.CONTEXT),
                report.position());
        String internalQuery = report.get(ReportField.INTERNAL_QUERY);
        return internalQuery == null
                ? error
                : error.inInternalQuery(new SqlError.InternalQuery(internalQuery, report.internalPosition()));
    }

    /**
     * What the client gets of an engine's error.
     *
     * <p>An error that came from the server keeps the fields that the engine does not know, such as the constraint's name. Its position
     * is one in the text that the engine ran, so unless the engine has set another, the client gets none.
     *
     * @param error the engine's error
     * @param serverError the first error that the server reported in this interception, or null
     * @param place where the statement stands in the client's text
     * @return the report
     */
    static Report toReport(SqlError error, @Nullable Report serverError, TextPlace place) {
        if (serverError == null || error.origin() == SqlError.Origin.ENGINE) {
            return place.inClientText(
                    filled(Report.of("ERROR", error.sqlState(), error.message()), error, error.position()));
        }
        if (error.sqlState().equals(IN_FAILED_TRANSACTION)) {
            // The engine went on after an error; what the client has to know is that one.
            return serverError.with(ReportField.POSITION, null);
        }
        int position = error.position() == serverError.position() ? 0 : error.position();
        return place.inClientText(filled(serverError, error, position));
    }

    /** What the client gets when engine code breaks. */
    static Report internal(Throwable failure) {
        return Report.of("ERROR", SqlState.INTERNAL_ERROR, "pgtrickle failed unexpectedly: " + failure)
                .with(ReportField.HINT, "The proxy's log has the details; please report this as a bug.");
    }

    private static Report filled(Report base, SqlError error, int position) {
        SqlError.InternalQuery internal = error.internalQuery();
        return base.with(ReportField.SQLSTATE, error.sqlState())
                .with(ReportField.MESSAGE, error.message())
                .with(ReportField.DETAIL, error.detail())
                .with(ReportField.HINT, error.hint())
                .with(ReportField.POSITION, number(position))
                .with(ReportField.INTERNAL_QUERY, internal == null ? null : internal.text())
                .with(ReportField.INTERNAL_POSITION, internal == null ? null : number(internal.position()))
                .with(ReportField.CONTEXT, error.context());
    }

    private static @Nullable String number(int position) {
        return position == 0 ? null : Integer.toString(position);
    }
}
