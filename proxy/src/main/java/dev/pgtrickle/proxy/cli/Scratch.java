package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.proxy.host.Node;
import dev.pgtrickle.proxy.host.NodeSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that exists for as long as a command runs, and a node in front of it. */
final class Scratch {

    private final Conninfo direct;
    private final Conninfo throughProxy;

    private Scratch(Conninfo direct, Conninfo throughProxy) {
        this.direct = direct;
        this.throughProxy = throughProxy;
    }

    static Scratch start(Lifetime lifetime, Conninfo server, String database) {
        AutoCloseable unused = lifetime.start(() -> {
            try {
                execute(server, "CREATE DATABASE " + database);
            } catch (SQLException e) {
                throw CommandFailure.ofInput(
                        "The database \"" + database + "\" cannot be created at " + server + ": " + e.getMessage(), e);
            }
            return () -> execute(server, "DROP DATABASE " + database + " WITH (FORCE)");
        });
        Conninfo own = new Conninfo(
                server.host(), server.port(), database, server.user(), server.password(), server.connectTimeout());
        Node node = NodeStart.start(lifetime, own, NodeSettings.LOCAL);
        return new Scratch(
                own,
                new Conninfo("127.0.0.1", node.port(), database, own.user(), own.password(), own.connectTimeout()));
    }

    private static void execute(Conninfo server, String sql) throws SQLException {
        try (Connection connection = server.sessions(server.database()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The way to the database that bypasses the proxy. */
    Conninfo direct() {
        return direct;
    }

    /** The way that an application takes. */
    Conninfo throughProxy() {
        return throughProxy;
    }

    /** A session in the database, through the proxy. */
    Connection connect() throws SQLException {
        return throughProxy.sessions(throughProxy.database()).getConnection();
    }
}
