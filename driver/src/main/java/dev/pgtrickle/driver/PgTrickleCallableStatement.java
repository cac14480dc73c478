package dev.pgtrickle.driver;

import java.sql.CallableStatement;

/** A callable statement: the server completes by itself what a procedure of ours was asked for. */
final class PgTrickleCallableStatement extends CallableStatementDelegate {

    PgTrickleCallableStatement(PgTrickleConnection connection, CallableStatement delegate, String prepared) {
        super(connection, delegate, prepared);
    }
}
