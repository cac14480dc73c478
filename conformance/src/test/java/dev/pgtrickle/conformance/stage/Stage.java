package dev.pgtrickle.conformance.stage;

import dev.pgtrickle.dvm.engine.DatabaseEngine;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.proxy.host.Node;
import dev.pgtrickle.proxy.host.NodeSettings;
import dev.pgtrickle.testkit.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * A fresh database, an engine that keeps its stream tables, and a proxy in front of its server, all in this process. Clients work in schema
 * {@value #SCHEMA}.
 */
public final class Stage implements AutoCloseable {

    /** Where the tables of a test are. */
    public static final String SCHEMA = "lab";

    private final Database database;
    private final Node node;

    private Stage(Database database, Node node) {
        this.database = database;
        this.node = node;
    }

    public static Stage open(PostgresVersion version) throws SQLException, IOException {
        Database database = Database.create(version);
        Conninfo server = new Conninfo("127.0.0.1", database.port(), database.name(), "postgres", Optional.empty(), 10);
        return new Stage(database, Node.start(server, NodeSettings.LOCAL));
    }

    public Database database() {
        return database;
    }

    public DatabaseEngine engine() {
        return node.engines().engine(database.name()).orElseThrow();
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
            url = url.replace(":" + database.port() + "/", ":" + node.port() + "/");
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
        node.close();
        database.close();
    }
}
