package dev.pgtrickle.dvm.engine;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vacuums logs whose dead rows readers would notice before autovacuum comes. What was needed once, as while an old snapshot kept dead rows from being removed, is given
 * back, since readers pass by empty pages as well.
 *
 * <p>It works beside folding, one vacuum of a log at a time, and rests much longer than it took: where it can remove nothing, it would only be a load.
 */
final class LogVacuum {

    private static final Logger LOG = LoggerFactory.getLogger(LogVacuum.class);

    /** A log of so many pages takes readers a noticeable time, however few of its rows are alive. */
    private static final long PAGES = 64;

    /** A log of so many pages is worth the lock that shortens it, for which writers wait some milliseconds. Smaller ones keep their size, which they need again. */
    private static final long LARGE = 1024;

    /** Between two vacuums of one log: readers pass by the dead rows of that time. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** So many times as long as a vacuum took, the log is left alone. */
    private static final int REST = 20;

    /** But not longer than this. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final DataSource connections;
    private final Executor workers;
    private final LongConsumer comeAgain;
    private final Map<Long, Long> restUntil = new ConcurrentHashMap<>();
    private final Set<Long> running = ConcurrentHashMap.newKeySet();

    /**
     * Nothing has been vacuumed.
     *
     * @param connections where the logs are
     * @param workers runs vacuums
     * @param comeAgain is told when to look at logs again, by {@link System#nanoTime}; called by any thread
     */
    LogVacuum(DataSource connections, Executor workers, LongConsumer comeAgain) {
        this.connections = connections;
        this.workers = workers;
        this.comeAgain = comeAgain;
    }

    /** Forgets logs that there are no more. */
    void retain(Collection<Long> present) {
        restUntil.keySet().retainAll(present);
    }

    /**
     * Starts to vacuum a log if that is worth it and it has rested.
     *
     * @param id its stream table
     * @param log its name
     * @param pages how large it is
     */
    void start(long id, String log, long pages) {
        if (pages < PAGES) {
            return;
        }
        Long rest = restUntil.get(id);
        if (rest != null && System.nanoTime() - rest < 0) {
            comeAgain.accept(rest);
            return;
        }
        if (!running.add(id)) {
            comeAgain.accept(System.nanoTime() + PAUSE.toNanos());
            return;
        }
        workers.execute(() -> {
            long start = System.nanoTime();
            try (Connection connection = connections.getConnection()) {
                vacuum(new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {}), log, pages);
            } catch (SqlError e) {
                // Such as that it was dropped meanwhile.
                LOG.debug("Log {} could not be vacuumed: {}", log, e.message());
            } catch (SQLException e) {
                LOG.debug("The database is out of reach; a later vacuum tries again", e);
            } finally {
                long end = System.nanoTime();
                long until = end + Math.clamp((end - start) * REST, PAUSE.toNanos(), LONGEST_REST.toNanos());
                restUntil.put(id, until);
                running.remove(id);
                if (pages >= LARGE) {
                    // What died just before, or a writer at work, may have kept it from getting shorter.
                    comeAgain.accept(until);
                }
            }
        });
    }

    /** Where it is another role's, autovacuum has to do. */
    private static void vacuum(JdbcSession session, String log, long pages) {
        boolean owned = session.query(
                        "SELECT pg_catalog.pg_has_role(relowner, 'USAGE') FROM pg_catalog.pg_class WHERE oid = $1::regclass",
                        log)
                .single()
                .truth(0);
        if (owned) {
            session.query("VACUUM (TRUNCATE " + (pages >= LARGE) + ") " + log);
        }
    }
}
