package dev.pgtrickle.driver;

import java.sql.CallableStatement;
import java.sql.SQLException;

/** A callable statement, such as {@code CALL pgtrickle.refresh_stream_table(..)}. */
final class PgTrickleCallableStatement extends CallableStatementDelegate {

    PgTrickleCallableStatement(PgTrickleConnection connection, CallableStatement delegate, Reading reading)
            throws SQLException {
        super(connection, delegate, reading);
    }
}
