package dev.pgtrickle.proxy.host;

import dev.pgtrickle.proxy.admin.AdminServer;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** A whole pgtrickle in front of one server: engines, proxy and admin endpoint, started and stopped in order. */
public final class Node implements AutoCloseable {

    private static final int MAX_CLIENTS = 2000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(60);
    private static final int READY_SECONDS = 3;

    private final EngineHost engines;
    private final ProxyServer proxy;
    private final AdminServer admin;
    private final JvmGcMetrics collections;

    private Node(EngineHost engines, ProxyServer proxy, AdminServer admin, JvmGcMetrics collections) {
        this.engines = engines;
        this.proxy = proxy;
        this.admin = admin;
        this.collections = collections;
    }

    /**
     * Starts a node: installs the catalog in the database that the connection string names, starts the engines of all databases that have one,
     * and then lets clients in.
     *
     * @param server the server and the role that engines work as
     * @param settings how to listen
     * @return the running node
     * @throws SQLException when the server cannot be reached or refuses the catalog
     * @throws IOException when a port cannot be listened on
     */
    public static Node start(Conninfo server, NodeSettings settings) throws SQLException, IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JvmGcMetrics collections = watchJvm(meters);
        EngineHost engines = new EngineHost(server, meters);
        ProxyServer proxy = null;
        boolean started = false;
        try {
            var unused = engines.install(server.database());
            engines.discover();
            proxy = ProxyServer.start(new ProxyConfig(
                    settings.listenHost(),
                    settings.port(),
                    server.upstream(),
                    MAX_CLIENTS,
                    CONNECT_TIMEOUT,
                    LOGIN_TIMEOUT,
                    settings.drainTimeout(),
                    0,
                    engines,
                    engines));
            Gauge.builder("pgtrickle.proxy.clients", proxy, ProxyServer::clientCount)
                    .description("Clients that are connected")
                    .register(meters);
            AdminServer admin =
                    AdminServer.start(settings.listenHost(), settings.httpPort(), meters, () -> obstacle(server));
            started = true;
            return new Node(engines, proxy, admin, collections);
        } finally {
            if (!started) {
                if (proxy != null) {
                    proxy.close();
                }
                engines.close();
                collections.close();
            }
        }
    }

    private static JvmGcMetrics watchJvm(PrometheusMeterRegistry meters) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ClassLoaderMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        JvmGcMetrics collections = new JvmGcMetrics();
        collections.bindTo(meters);
        return collections;
    }

    private static Optional<String> obstacle(Conninfo server) {
        try (Connection connection = server.sessions(server.database()).getConnection()) {
            return connection.isValid(READY_SECONDS) ? Optional.empty() : Optional.of("The server does not answer.");
        } catch (SQLException e) {
            return Optional.of("The server cannot be reached: " + e.getMessage());
        }
    }

    /**
     * Where PostgreSQL clients connect.
     *
     * @return a TCP port
     */
    public int port() {
        return proxy.port();
    }

    /**
     * Where the admin endpoint listens.
     *
     * @return a TCP port
     */
    public int httpPort() {
        return admin.port();
    }

    /**
     * The engines.
     *
     * @return the host, for as long as this node runs
     */
    public EngineHost engines() {
        return engines;
    }

    /** Sends clients home, then stops the engines; the admin endpoint is the last to go. */
    @Override
    public void close() {
        proxy.close();
        engines.close();
        admin.close();
        collections.close();
    }
}
