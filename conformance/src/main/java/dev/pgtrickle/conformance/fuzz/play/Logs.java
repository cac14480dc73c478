package dev.pgtrickle.conformance.fuzz.play;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The logs that writers of IMMEDIATE stream tables append to, and that the engine folds when it gets to it. */
public final class Logs {

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private Logs() {}

    /**
     * Folds all of them, so that storages have what contents are made of. While the engine folds one, that is waited for.
     *
     * @param session a session outside of a transaction
     * @throws SQLException when a statement fails
     * @throws IllegalStateException when a log does not get empty
     */
    public static void fold(Connection session) throws SQLException {
        List<String> logs = Arena.rows(
                session,
                "SELECT 'SELECT pgtrickle._fold(' || pgt_id || ') FROM ' || log_relid || ' LIMIT 1' FROM pgtrickle.stream_table WHERE log_relid IS NOT NULL");
        long end = System.nanoTime() + LONGEST;
        for (String fold : logs) {
            while (isLeft(session, fold)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("it is never empty: " + fold);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /** Whether the log had rows: then it was folded, or somebody else is at it. */
    private static boolean isLeft(Connection session, String fold) throws SQLException {
        try (Statement statement = session.createStatement()) {
            return statement.executeQuery(fold).next();
        }
    }
}
