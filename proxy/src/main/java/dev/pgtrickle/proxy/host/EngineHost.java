package dev.pgtrickle.proxy.host;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.engine.DatabaseEngine;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.proxy.inject.Interceptors;
import dev.pgtrickle.proxy.session.CommitListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine for each database of a server that has stream tables, made when it is first needed.
 *
 * <p>Threads: {@link #forDatabase} blocks and is called on virtual threads; {@link #committed} is called on event loops and only ever looks at
 * memory; what has to be found out in the background runs on virtual threads of this host.
 */
public final class EngineHost implements Interceptors, CommitListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineHost.class);

    /** How often to look whether databases and their catalogs are still there. */
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final Conninfo server;
    private final MeterRegistry meters;
    private final Map<String, HostedDatabase> databases = new ConcurrentHashMap<>();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("pgtrickle-host").factory());

    /**
     * A host without engines.
     *
     * @param server the server and the role that engines work as
     * @param meters where engines report to
     */
    public EngineHost(Conninfo server, MeterRegistry meters) {
        this.server = server;
        this.meters = meters;
        Gauge.builder("pgtrickle.engines", this, EngineHost::engineCount)
                .description("Databases with a running engine")
                .register(meters);
        var unused =
                clock.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Starts the engines of all databases that have stream tables already, so that they are kept fresh before any client comes.
     *
     * @throws SQLException when the server cannot be asked
     */
    public void discover() throws SQLException {
        for (String name : databaseNames()) {
            try {
                var unused = hosted(name).engineIfInstalled();
            } catch (SQLException e) {
                LOG.info("database {} is left alone: {}", name, e.getMessage());
            }
        }
    }

    private List<String> databaseNames() throws SQLException {
        try (Connection connection = server.sessions(server.database()).getConnection();
                Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery(
                        "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate"
                                + " AND pg_catalog.has_database_privilege(datname, 'CONNECT') ORDER BY datname")) {
            List<String> all = new ArrayList<>();
            while (names.next()) {
                all.add(names.getString(1));
            }
            return all;
        }
    }

    /**
     * Installs the catalog in a database, or brings it up to date, and starts its engine.
     *
     * @param database its name
     * @return what was done to the catalog
     * @throws SQLException when the server refuses
     */
    public CatalogInstaller.Result install(String database) throws SQLException {
        return hosted(database).install();
    }

    /**
     * The engine of a database.
     *
     * @param database its name
     * @return the engine, or nothing when none is running
     */
    public Optional<DatabaseEngine> engine(String database) {
        return Optional.ofNullable(databases.get(database)).flatMap(HostedDatabase::runningEngine);
    }

    private long engineCount() {
        return databases.values().stream()
                .filter(d -> d.runningEngine().isPresent())
                .count();
    }

    @Override
    public Optional<Interceptor> forDatabase(String database, boolean certainlyNeeded) {
        HostedDatabase hosted = hosted(database);
        Optional<DatabaseEngine> running = hosted.runningEngine();
        if (running.isPresent()) {
            return running.map(DatabaseEngine::interceptor);
        }
        if (certainlyNeeded) {
            return Optional.of(hosted.installedEngine().interceptor());
        }
        try {
            return hosted.engineIfInstalled().map(DatabaseEngine::interceptor);
        } catch (SQLException e) {
            // The statement only might have concerned us, and the server will say itself what is wrong with it.
            LOG.warn("statements in database {} are relayed as they stand: {}", database, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Optional<Readers> readers(String database) {
        return engine(database).map(DatabaseEngine::readers);
    }

    @Override
    public void schemaChanged(String database) {
        engine(database).ifPresent(DatabaseEngine::schemaChanged);
    }

    @Override
    public void committed(String database) {
        HostedDatabase hosted = hosted(database);
        Optional<DatabaseEngine> running = hosted.runningEngine();
        if (running.isPresent()) {
            running.get().committed();
        } else if (hosted.isWorthALook()) {
            inBackground(() -> {
                try {
                    hosted.engineIfInstalled().ifPresent(DatabaseEngine::committed);
                } catch (SQLException e) {
                    LOG.info("cannot look into database {}: {}", database, e.getMessage());
                }
            });
        }
    }

    private void inBackground(Runnable task) {
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the host is closing", e);
        }
    }

    private HostedDatabase hosted(String database) {
        return databases.computeIfAbsent(database, name -> new HostedDatabase(name, server.sessions(name), meters));
    }

    private void sweep() {
        databases.forEach((name, hosted) -> {
            if (hosted.isGone()) {
                databases.remove(name, hosted);
                hosted.close();
            }
        });
    }

    /** Stops all engines: no new refresh starts, running ones end. */
    @Override
    public void close() {
        clock.shutdownNow();
        background.close();
        databases.values().forEach(HostedDatabase::close);
    }
}
