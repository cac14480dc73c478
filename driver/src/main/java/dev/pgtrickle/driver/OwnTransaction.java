package dev.pgtrickle.driver;

import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Asks a database something on the application's connection without beginning the application's transaction. */
final class OwnTransaction {

    private OwnTransaction() {}

    /**
     * Sends something in the transaction that is open, or in one of its own.
     *
     * @param physical the connection, below any pool's handle
     * @param sending what sends it
     * @param <T> what comes back
     * @return what came back
     * @throws SQLException what the sending throws
     */
    static <T> T in(BaseConnection physical, Sending<T> sending) throws SQLException {
        if (physical.getAutoCommit() || physical.getTransactionState() != TransactionState.IDLE) {
            return sending.send();
        }
        physical.setAutoCommit(true);
        try {
            return sending.send();
        } finally {
            if (!physical.isClosed()) {
                physical.setAutoCommit(false);
            }
        }
    }
}
