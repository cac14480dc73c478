package dev.pgtrickle.proxy.bench.bloat;

import dev.pgtrickle.proxy.bench.bloat.BloatBench.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A session that looks at the database as it was, as a backup does, and so keeps the server from removing what has died since. */
final class OldSnapshot implements AutoCloseable {

    private final Connection session;
    private final long end;

    /**
     * Looks at the database as it is.
     *
     * @param sessions opens the session
     * @param length for how long; nothing is kept if that is zero
     */
    OldSnapshot(Sessions sessions, Duration length) throws SQLException {
        this.session = sessions.open();
        this.end = System.nanoTime() + length.toNanos();
        if (!length.isZero()) {
            session.setAutoCommit(false);
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = session.createStatement()) {
                statement.execute("SELECT");
            }
        }
    }

    /** Looks away when it is time. */
    void endIfDue() throws SQLException {
        if (System.nanoTime() - end >= 0 && !session.getAutoCommit()) {
            session.rollback();
            session.setAutoCommit(true);
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
