package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A query as a user wrote it, checked to be one statement that can stand in parentheses.
 *
 * @param text the query without a semicolon at its end; offsets in it are those of the user's text
 */
record UserText(String text) {

    /**
     * Checks a text.
     *
     * @throws SqlError with SQLSTATE 42601 when it is no single statement
     */
    static UserText of(String text) {
        int depth = 0;
        Lexeme end = null;
        try {
            for (Lexeme lexeme : SqlLexer.lex(text)) {
                if (end != null) {
                    throw syntaxError(text, lexeme.start(), "cannot use more than one statement as a query");
                }
                if (lexeme.is("(")) {
                    depth++;
                } else if (lexeme.is(")") && --depth < 0) {
                    throw syntaxError(text, lexeme.start(), "syntax error at or near \")\"");
                } else if (lexeme.is(";")) {
                    end = lexeme;
                }
            }
        } catch (SqlSyntaxException e) {
            throw syntaxError(text, e.offset(), "syntax error at end of input")
                    .withDetail("Expected " + e.expected() + ".");
        }
        int length = end == null ? text.length() : end.start();
        if (depth > 0) {
            throw syntaxError(text, length, "syntax error at end of input");
        }
        return new UserText(text.substring(0, length));
    }

    private static SqlError syntaxError(String text, int offset, String message) {
        return SqlError.of(SqlState.SYNTAX_ERROR, message).at(text.codePointCount(0, offset) + 1);
    }

    /** An error of the server in the wrapped text as an error in the user's text. */
    SqlError translate(SqlError error) {
        SqlError.@Nullable InternalQuery internal = error.internalQuery();
        int position = internal == null ? 0 : position(internal);
        // The user's text ends where the server finds our parenthesis.
        boolean atEnd = position > text.codePointCount(0, text.length())
                && error.sqlState().equals(SqlState.SYNTAX_ERROR)
                && error.message().contains("\")\"");
        String message = atEnd ? "syntax error at end of input" : error.message();
        SqlError translated =
                SqlError.fromServer(error.sqlState(), message, error.detail(), error.hint(), null, position);
        translated.addSuppressed(error);
        return translated;
    }

    private int position(SqlError.InternalQuery internal) {
        int start = internal.text().indexOf('\n') + 1;
        if (internal.position() == 0 || !internal.text().startsWith(text, start)) {
            return 0;
        }
        int inText = internal.position() - internal.text().codePointCount(0, start);
        return Math.max(1, Math.min(inText, text.codePointCount(0, text.length()) + 1));
    }
}
