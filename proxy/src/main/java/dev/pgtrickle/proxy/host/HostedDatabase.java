package dev.pgtrickle.proxy.host;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.engine.DatabaseEngine;
import dev.pgtrickle.dvm.engine.EngineSettings;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a host knows of one database: its engine, or that it had no catalog a moment ago, or nothing yet. Thread-safe; questions are answered from
 * memory, and one thread at a time asks the database.
 */
final class HostedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostedDatabase.class);

    /** How long a database without catalog is not asked again. One may be installed at any time by someone else. */
    private static final Duration ABSENCE_HOLDS = Duration.ofSeconds(2);

    private static final String DATABASE_DOES_NOT_EXIST = "3D000";

    private final String name;
    private final DataSource sessions;
    private final MeterRegistry meters;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable DatabaseEngine engine;
    private volatile @Nullable Long absentAt;
    private volatile boolean closed;

    HostedDatabase(String name, DataSource sessions, MeterRegistry meters) {
        this.name = name;
        this.sessions = sessions;
        this.meters = meters;
    }

    Optional<DatabaseEngine> runningEngine() {
        return Optional.ofNullable(engine);
    }

    /** Whether asking the database for a catalog may bring news. */
    boolean isWorthALook() {
        Long absent = absentAt;
        return absent == null || System.nanoTime() - absent > ABSENCE_HOLDS.toNanos();
    }

    /** Starts the engine if the database has a catalog; brings an older one up to date. */
    Optional<DatabaseEngine> engineIfInstalled() throws SQLException {
        asking.lock();
        try {
            if (engine != null || !isWorthALook()) {
                return runningEngine();
            }
            // Noted first, so that a database that cannot be reached is not tried for every statement either.
            absentAt = System.nanoTime();
            try (Connection connection = sessions.getConnection()) {
                if (!CatalogInstaller.isInstalled(connection)) {
                    return Optional.empty();
                }
                upgrade(connection);
            }
            return Optional.of(start());
        } finally {
            asking.unlock();
        }
    }

    /** Installs the catalog if necessary and starts the engine. */
    CatalogInstaller.Result install() throws SQLException {
        asking.lock();
        try {
            CatalogInstaller.Result result;
            try (Connection connection = sessions.getConnection()) {
                result = CatalogInstaller.install(connection);
            }
            if (engine == null) {
                var unused = start();
            }
            return result;
        } finally {
            asking.unlock();
        }
    }

    /**
     * As {@link #install()}, for a client's statement.
     *
     * @throws SqlError when it fails, for the client
     */
    DatabaseEngine installedEngine() {
        asking.lock();
        try {
            DatabaseEngine running = engine;
            if (running != null) {
                return running;
            }
            CatalogInstaller.Result result = install();
            LOG.info("database {}: catalog {}", name, result);
            return start();
        } catch (SQLException e) {
            String state = e.getSQLState();
            throw SqlError.of(
                            state == null || state.startsWith("08") ? SqlState.INTERNAL_ERROR : state,
                            "pgtrickle cannot install its catalog in database \"" + name + "\"")
                    .withDetail(String.valueOf(e.getMessage()))
                    .withHint("The role that pgtrickle works as needs the right to create schemas in this database.");
        } finally {
            asking.unlock();
        }
    }

    /** Only with the lock held. */
    private DatabaseEngine start() {
        if (closed) {
            throw SqlError.of("57P01", "pgtrickle is shutting down");
        }
        DatabaseEngine running = engine;
        if (running == null) {
            running = new DatabaseEngine(
                    new EngineSettings(name, sessions, EngineSettings.DEFAULT_SESSIONS, EngineSettings.DEFAULT_POLL),
                    meters);
            engine = running;
            LOG.info("database {}: engine started", name);
        }
        return running;
    }

    private void upgrade(Connection connection) {
        try {
            if (CatalogInstaller.install(connection) != CatalogInstaller.Result.UNCHANGED) {
                LOG.info("database {}: catalog brought up to date", name);
            }
        } catch (SQLException e) {
            LOG.warn("database {}: its catalog is used as it is: {}", name, e.getMessage());
        }
    }

    /** Whether there was an engine whose database or catalog was dropped. */
    boolean isGone() {
        if (engine == null) {
            return false;
        }
        try (Connection connection = sessions.getConnection()) {
            return !CatalogInstaller.isInstalled(connection);
        } catch (SQLException e) {
            return DATABASE_DOES_NOT_EXIST.equals(e.getSQLState());
        }
    }

    @Override
    public void close() {
        asking.lock();
        try {
            closed = true;
            DatabaseEngine running = engine;
            engine = null;
            if (running != null) {
                running.close();
            }
        } finally {
            asking.unlock();
        }
    }
}
