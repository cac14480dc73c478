package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.engine.DatabaseEngine;
import dev.pgtrickle.dvm.engine.EngineSettings;
import io.micrometer.core.instrument.Metrics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Keeps the DIFFERENTIAL stream tables of one database fresh inside an application. Of all the processes that are told to, one is elected: the one whose
 * session got an advisory lock. When that session ends, with its process or without, another one gets it.
 *
 * <p>It works in a thread of its own until it is closed. Nobody waits for it: an engine that runs twice for a moment, or together with a proxy's, does no harm.
 */
final class EmbeddedScheduler implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedScheduler.class.getName());

    /** How often those who are not elected try, and the one who is looks whether he still is. */
    private static final long PERIOD_MILLIS = 1000;

    private static final int ANSWERS_WITHIN_SECONDS = 5;

    /** Nobody is elected before there are stream tables. */
    private static final String ELECTION =
            "SELECT pg_catalog.pg_try_advisory_lock(catalog::pg_catalog.oid::pg_catalog.int4, 1)"
                    + " FROM pg_catalog.to_regclass('pgtrickle.stream_table') AS catalog WHERE catalog IS NOT NULL";

    private final DataSource sessions;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Starts to stand for election.
     *
     * @param sessions opens sessions of the role that owns the catalog
     */
    EmbeddedScheduler(DataSource sessions) {
        this.sessions = sessions;
        this.thread = Thread.ofPlatform().daemon().name("pgtrickle-scheduler").start(this::run);
    }

    private void run() {
        do {
            try (Connection session = sessions.getConnection()) {
                stand(session);
            } catch (SQLException e) {
                LOG.log(Level.FINE, "the database is out of reach; the scheduler tries again", e);
            }
        } while (!closedAfter(PERIOD_MILLIS));
    }

    /** Until the session ends. */
    private void stand(Connection session) throws SQLException {
        while (!isElected(session)) {
            if (closedAfter(PERIOD_MILLIS)) {
                return;
            }
        }
        EngineSettings settings = new EngineSettings(
                session.getCatalog(), sessions, EngineSettings.DEFAULT_SESSIONS, EngineSettings.DEFAULT_POLL);
        try (DatabaseEngine engine = new DatabaseEngine(settings, Metrics.globalRegistry)) {
            LOG.log(Level.FINE, "refreshes the stream tables of {0} by {1}", new Object[] {settings.database(), engine
            });
            while (!closedAfter(PERIOD_MILLIS) && session.isValid(ANSWERS_WITHIN_SECONDS)) {
                LOG.finest("still elected");
            }
        }
    }

    private static boolean isElected(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet won = statement.executeQuery(ELECTION)) {
            return won.next() && won.getBoolean(1);
        }
    }

    private boolean closedAfter(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Stops: no new refresh starts, running ones end, and another process may be elected. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
