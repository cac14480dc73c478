package dev.pgtrickle.driver;

import java.sql.CallableStatement;

/** A callable statement, such as {@code CALL pgtrickle.refresh_stream_table(..)}. */
final class PgTrickleCallableStatement extends CallableStatementDelegate {

    PgTrickleCallableStatement(PgTrickleConnection connection, CallableStatement delegate, Reading reading) {
        super(connection, delegate, reading);
    }
}
