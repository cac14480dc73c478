package dev.pgtrickle.conformance.fuzz.play;

import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.proxy.host.Node;
import dev.pgtrickle.proxy.host.NodeSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database with an engine and a proxy in front of it, all in this process, where cases are run one after the other. */
public final class Arena implements AutoCloseable {

    /** Where the tables of a case are. */
    static final String SCHEMA = "lab";

    private final Conninfo direct;
    private final Node node;

    private Arena(Conninfo direct, Node node) {
        this.direct = direct;
        this.node = node;
    }

    /**
     * Starts an engine and a proxy.
     *
     * @param server where the database is, which must be used for nothing else
     * @return the arena
     * @throws SQLException when the catalog cannot be installed
     * @throws IOException when no port can be listened on
     */
    public static Arena open(Conninfo server) throws SQLException, IOException {
        return new Arena(server, Node.start(server, NodeSettings.LOCAL));
    }

    /** A session as applications have it. */
    Connection throughProxy() throws SQLException {
        return new Conninfo(
                        "127.0.0.1",
                        node.port(),
                        direct.database(),
                        direct.user(),
                        direct.password(),
                        direct.connectTimeout())
                .sessions(direct.database())
                .getConnection();
    }

    /** A session that passes by the proxy. */
    Connection bypass() throws SQLException {
        return direct.sessions(direct.database()).getConnection();
    }

    /** Removes what the last case left. */
    void clear() throws SQLException {
        try (Connection session = bypass()) {
            run(session, "SET client_min_messages = error");
            run(session, "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            rows(session, "SELECT pgtrickle._remove_orphans()");
            run(session, "CREATE SCHEMA " + SCHEMA);
        }
    }

    static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query, columns joined by a bar, null as nothing. */
    static List<String> rows(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    String value = result.getString(i);
                    values.add(value == null ? "" : value);
                }
                rows.add(String.join("|", values));
            }
            return rows;
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
