package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.command.Refresher;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.session.Translations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes stream tables in transactions of its own: begins and ends them, tries again after a serialization failure, and records what failed.
 */
public final class RefreshService implements Refresher {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshService.class);

    private static final int ATTEMPTS = 20;

    private final DataSource connections;
    private final Translations translations = new Translations();

    /**
     * A service.
     *
     * @param connections sessions of the engine's role in one database
     */
    public RefreshService(DataSource connections) {
        this.connections = connections;
    }

    @Override
    public Ongoing start(long streamTable) {
        OngoingRefresh ongoing = new OngoingRefresh(connections);
        Thread.ofVirtual()
                .name("pgtrickle-refresh-" + streamTable)
                .start(() -> ongoing.run(watch -> refresh(streamTable, Initiator.MANUAL, watch)));
        return ongoing;
    }

    /**
     * Refreshes a stream table.
     *
     * @param streamTable its {@code pgt_id}
     * @param initiator who wants it
     * @return what was done
     * @throws SqlError when it fails; the failure is recorded with the stream table, whose contents and frontier stay as they were
     */
    public RefreshResult refresh(long streamTable, Initiator initiator) {
        return refresh(streamTable, initiator, Watch.NONE);
    }

    private RefreshResult refresh(long streamTable, Initiator initiator, Watch watch) {
        boolean writtenAfresh = false;
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(streamTable, initiator, watch);
            } catch (SqlError e) {
                if (watch.isCancelled()) {
                    throw e;
                }
                if (!isTransient(e) || attempt == ATTEMPTS) {
                    record(streamTable, initiator, e);
                    if (!writtenAfresh && e.sqlState().equals(SqlState.UNIQUE_VIOLATION)) {
                        // Rows that swap values cannot pass a unique index one by one; all of them afresh can.
                        writtenAfresh = true;
                        continue;
                    }
                    throw e.within("refresh of stream table " + streamTable);
                }
                // Whoever was in the way has just committed; the pause only keeps two of us from meeting again and
                // again.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextInt(1 << Math.min(attempt, 7))));
            }
        }
    }

    private static boolean isTransient(SqlError e) {
        return e.sqlState().equals(SqlState.SERIALIZATION_FAILURE)
                || e.sqlState().equals(SqlState.DEADLOCK_DETECTED);
    }

    private RefreshResult attempt(long streamTable, Initiator initiator, Watch watch) {
        try (Connection connection = connections.getConnection()) {
            watch.begins(connection);
            JdbcSession session = new JdbcSession(connection, Scope.TRANSACTION_BLOCK, notice -> {}, translations);
            boolean ended = false;
            try {
                RefreshTransaction refresh = new RefreshTransaction(session, streamTable, initiator);
                RefreshResult result = refresh.run();
                session.query(refresh.wrote() ? initiator.commit() : "ROLLBACK");
                ended = true;
                return result;
            } finally {
                watch.pauses();
                if (!ended) {
                    rollback(connection, session);
                }
            }
        } catch (SQLException e) {
            throw fromDriver(e);
        }
    }

    /** A session that cannot even be rolled back is of no use to anybody; why the refresh failed is known already. */
    private static void rollback(Connection connection, JdbcSession session) throws SQLException {
        try {
            session.query("ROLLBACK");
        } catch (SqlError e) {
            LOG.debug("A session of the engine is given up", e);
            connection.abort(Runnable::run);
        }
    }

    private static SqlError fromDriver(SQLException e) {
        String state = e.getSQLState();
        SqlError error = SqlError.fromServer(
                state == null ? SqlState.INTERNAL_ERROR : state, String.valueOf(e.getMessage()), null, null, null, 0);
        error.initCause(e);
        return error;
    }

    /** Why the next refresh must not apply changes to what is stored, if it must not. */
    private static Optional<String> rebuildReason(SqlError error) {
        return switch (error.sqlState()) {
            case SqlState.DATA_CORRUPTED -> Optional.of("contents did not fit the changes of the sources");
            case SqlState.UNIQUE_VIOLATION -> Optional.of("a unique index refused the changed rows one by one");
            default -> Optional.empty();
        };
    }

    private void record(long streamTable, Initiator initiator, SqlError error) {
        try (Connection connection = connections.getConnection();
                Statement begin = connection.createStatement()) {
            connection.setAutoCommit(false);
            begin.execute("SET LOCAL lock_timeout = '1s'");
            JdbcSession session = new JdbcSession(connection, Scope.TRANSACTION_BLOCK, notice -> {});
            String id = String.valueOf(streamTable);
            session.query("""
                    UPDATE pgtrickle.stream_table_state
                    SET consecutive_errors = consecutive_errors + 1, last_error_message = $2, last_error_at = pg_catalog.now(),
                        needs_reinit = needs_reinit OR $3::text IS NOT NULL, reinit_reason = coalesce($3::text, reinit_reason)
                    WHERE pgt_id = $1::bigint
                    """, id, error.message(), rebuildReason(error).orElse(null));
            session.query("""
                    INSERT INTO pgtrickle.pgt_refresh_history
                        (refresh_id, pgt_id, data_timestamp, start_time, end_time, action, error_message, status, initiated_by)
                    SELECT pg_catalog.nextval('pgtrickle.refresh_id_seq'), pgt_id, pg_catalog.now(), pg_catalog.now(),
                           pg_catalog.now(), 'SKIP', $2, 'FAILED', $3
                    FROM pgtrickle.stream_table WHERE pgt_id = $1::bigint
                    """, id, error.message(), initiator.name());
            connection.commit();
        } catch (SqlError | SQLException e) {
            // The caller throws the original error; nobody would hear of this one.
            LOG.warn("The failure of a refresh of stream table {} could not be recorded", streamTable, e);
        }
    }
}
