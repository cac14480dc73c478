package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.session.SqlError;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Errors as applications know them from pgjdbc: with detail, hint and position where the server's have them. */
final class Errors {

    private Errors() {}

    static SQLException of(SqlError error) {
        StringBuilder fields = new StringBuilder();
        append(fields, 'S', "ERROR");
        append(fields, 'V', "ERROR");
        append(fields, 'C', error.sqlState());
        append(fields, 'M', error.message());
        append(fields, 'D', error.detail());
        append(fields, 'H', error.hint());
        append(fields, 'W', error.context());
        append(fields, 'P', error.position() > 0 ? String.valueOf(error.position()) : null);
        PSQLException exception = new PSQLException(new ServerErrorMessage(fields.toString()));
        exception.initCause(error);
        return exception;
    }

    /** A field as in ErrorResponse: its letter and a text that ends with a zero. */
    private static void append(StringBuilder fields, char letter, @Nullable String text) {
        if (text != null) {
            fields.append(letter).append(text.replace('\0', ' ')).append('\0');
        }
    }
}
