package dev.pgtrickle.testkit;

import dev.pgtrickle.embedded.EmbeddedServer;
import dev.pgtrickle.embedded.PostgresVersion;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A fresh database on a shared server; a test class gets one by declaring a parameter, see {@link DatabaseExtension}. */
public final class Database implements AutoCloseable {

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final EmbeddedServer server;
    private final String name;

    private Database(EmbeddedServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Creates an empty database. */
    public static Database create(PostgresVersion version) throws SQLException {
        EmbeddedServer server = SharedServers.get(version);
        String name = "test_" + COUNTER.incrementAndGet();
        try (Connection c = DriverManager.getConnection(server.jdbcUrl("postgres"));
                Statement s = c.createStatement()) {
            s.execute("CREATE DATABASE " + name);
        }
        return new Database(server, name);
    }

    public EmbeddedServer server() {
        return server;
    }

    public PostgresVersion version() {
        return server.version();
    }

    public String name() {
        return name;
    }

    public int port() {
        return server.port();
    }

    /** A URL for pgjdbc, for the superuser; more parameters may be appended with {@code &}. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    /** Runs a script of one or more statements in a session of its own. */
    public void run(String sql) throws SQLException {
        try (Connection c = connect();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    /** Runs one query and returns its rows, columns joined by {@code |}, NULL as {@code <null>}. */
    public List<String> rows(String sql) throws SQLException {
        try (Connection c = connect()) {
            return rows(c, sql);
        }
    }

    /** As {@link #rows(String)}, in a given session. */
    public static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet rs = s.executeQuery(sql)) {
            int columns = rs.getMetaData().getColumnCount();
            List<String> rows = new ArrayList<>();
            while (rs.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    String value = rs.getString(i);
                    row.append(i == 1 ? "" : "|").append(value == null ? "<null>" : value);
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }

    /** Drops the database, ending sessions that are still in it. */
    @Override
    public void close() throws SQLException {
        try (Connection c = DriverManager.getConnection(server.jdbcUrl("postgres"));
                Statement s = c.createStatement()) {
            s.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }
}
