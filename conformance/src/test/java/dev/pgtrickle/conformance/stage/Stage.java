package dev.pgtrickle.conformance.stage;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.engine.DatabaseEngine;
import dev.pgtrickle.dvm.engine.EngineSettings;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import dev.pgtrickle.proxy.listen.Upstream;
import dev.pgtrickle.testkit.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh database, an engine that keeps its stream tables, and a proxy in front of its server, all in this process. Clients work in schema
 * {@value #SCHEMA}.
 */
public final class Stage implements AutoCloseable {

    /** Where the tables of a test are. */
    public static final String SCHEMA = "lab";

    private final Database database;
    private final DatabaseEngine engine;
    private final ProxyServer proxy;

    private Stage(Database database, DatabaseEngine engine, ProxyServer proxy) {
        this.database = database;
        this.engine = engine;
        this.proxy = proxy;
    }

    public static Stage open(PostgresVersion version) throws SQLException, IOException {
        Database database = Database.create(version);
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        DatabaseEngine engine = new DatabaseEngine(
                new EngineSettings(database.name(), source, EngineSettings.DEFAULT_SESSIONS, Duration.ofMillis(20)),
                new SimpleMeterRegistry());
        ProxyServer proxy = ProxyServer.start(ProxyConfig.relaying(new Upstream("127.0.0.1", database.port()))
                .limited(200, Duration.ofSeconds(60), Duration.ofSeconds(1))
                .intercepting((name, certainlyNeeded) ->
                        name.equals(database.name()) ? Optional.of(engine.interceptor()) : Optional.empty())
                .tellingCommits(name -> engine.committed()));
        return new Stage(database, engine, proxy);
    }

    public Database database() {
        return database;
    }

    public DatabaseEngine engine() {
        return engine;
    }

    /** Empties the stage: the schema of the last test goes, with the stream tables in it. */
    public void clear() throws SQLException {
        try (Connection c = database.connect()) {
            run(c, "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            Database.rows(c, "SELECT pgtrickle._remove_orphans()");
            run(c, "DELETE FROM pgtrickle.request");
            run(c, "CREATE SCHEMA " + SCHEMA);
        }
    }

    /** A session in the schema of the tests; parameters are pgjdbc's, such as {@code preferQueryMode=simple}. */
    public Connection connect(Route route, String... parameters) throws SQLException {
        String url = database.jdbcUrl();
        if (route == Route.PROXY) {
            url = url.replace(":" + database.port() + "/", ":" + proxy.port() + "/");
        }
        Connection connection = DriverManager.getConnection(url + "&" + String.join("&", parameters));
        run(connection, "SET search_path = " + SCHEMA + ", public");
        return connection;
    }

    /** The id of a stream table in the schema of the tests. */
    public long idOf(String name) throws SQLException {
        List<String> rows = database.rows("SELECT pgt_id FROM pgtrickle.pgt_stream_tables WHERE pgt_schema = '" + SCHEMA
                + "' AND pgt_name = '" + name + "'");
        return Long.parseLong(rows.getFirst());
    }

    public static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        proxy.close();
        engine.close();
        database.close();
    }
}
