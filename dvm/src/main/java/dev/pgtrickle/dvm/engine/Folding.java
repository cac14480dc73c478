package dev.pgtrickle.dvm.engine;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the logs of IMMEDIATE stream tables into their storage, soon after something was committed, and has logs vacuumed.
 *
 * <p>The ring's reader starts it; it runs on a worker, once at a time.
 */
final class Folding {

    private static final Logger LOG = LoggerFactory.getLogger(Folding.class);

    /** A fold that a crash takes is made again: what it moved is in the log still. */
    private static final String FOLD =
            "SELECT pgtrickle._fold($1::bigint) FROM pg_catalog.set_config('synchronous_commit', 'off', true)";

    /** Longer pauses make readers merge more, shorter ones fold less at once. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** After a fold that failed, as it does when contents do not fit a unique index. */
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(5);

    private final DataSource connections;
    private final Executor workers;
    private final AtomicBoolean running = new AtomicBoolean();
    private final LogVacuum vacuum;
    private final Map<Long, Failure> failed = new HashMap<>();

    /** The worker sets it too, where it left something for later. */
    private volatile boolean dirty = true;

    /** When there is something to be vacuumed, whether something is committed or not. */
    private final AtomicReference<@Nullable Long> again = new AtomicReference<>();

    private long last = System.nanoTime();

    private record Failure(long time, String message) {}

    Folding(DataSource connections, Executor workers) {
        this.connections = connections;
        this.workers = workers;
        this.vacuum = new LogVacuum(connections, workers, this::comeAgain);
    }

    /** Something was committed. */
    void committed() {
        dirty = true;
    }

    /** Starts folding if there may be something to fold and nobody is at it. */
    void start(long now) {
        Long due = again.get();
        boolean needed = dirty || (due != null && now - due >= 0);
        if (needed && now - last >= PAUSE.toNanos() && running.compareAndSet(false, true)) {
            dirty = false;
            again.set(null);
            last = now;
            workers.execute(() -> {
                try {
                    foldAll();
                } finally {
                    running.set(false);
                }
            });
        }
    }

    private void foldAll() {
        try (Connection connection = connections.getConnection()) {
            JdbcSession session = new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {});
            List<Row> logs = session.query(
                            "SELECT pgt_id, log_relid FROM pgtrickle.stream_table WHERE log_relid IS NOT NULL")
                    .rows();
            List<Long> present = logs.stream().map(row -> row.number(0)).toList();
            vacuum.retain(present);
            failed.keySet().retainAll(present);
            logs.forEach(row -> fold(session, row.number(0), row.text(1)));
        } catch (SqlError e) {
            LOG.warn("Logs of stream tables could not be folded: {}", e.message());
        } catch (SQLException e) {
            LOG.debug("The database is out of reach; the next commit tries again", e);
        }
    }

    private void fold(JdbcSession session, long id, String log) {
        Failure failure = failed.get(id);
        if (failure != null && isWithin(FAILURE_PAUSE, failure.time())) {
            dirty = true;
            return;
        }
        try {
            long pages = session.query(FOLD, String.valueOf(id)).single().number(0);
            failed.remove(id);
            vacuum.start(id, log, pages);
        } catch (SqlError e) {
            failed(id, failure, e);
        }
    }

    /** The earliest of several times. */
    private void comeAgain(long time) {
        var unused = again.updateAndGet(before -> before == null || time - before < 0 ? Long.valueOf(time) : before);
    }

    /** Readers merge what was not folded, so nothing is wrong yet; but it is tried again, whether something is committed or not. */
    private void failed(long id, @Nullable Failure before, SqlError error) {
        failed.put(id, new Failure(System.nanoTime(), error.message()));
        dirty = true;
        if (error.sqlState().equals(SqlState.UNDEFINED_TABLE)) {
            LOG.debug("Stream table {} was dropped meanwhile", id);
        } else if (before == null || !before.message().equals(error.message())) {
            LOG.warn("The log of stream table {} could not be folded: {}", id, error.message());
        }
    }

    private static boolean isWithin(Duration pause, long before) {
        return System.nanoTime() - before < pause.toNanos();
    }
}
