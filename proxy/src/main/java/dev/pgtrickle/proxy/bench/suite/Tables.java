package dev.pgtrickle.proxy.bench.suite;

import dev.pgtrickle.proxy.check.EqualityCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The three tables that hold one query: an ordinary materialized view, a stream table that changes are applied to, and one in mode AUTO. */
final class Tables {

    private final Connection direct;
    private final Connection proxied;
    private final Map<String, Long> lastRefreshes = new HashMap<>();

    Tables(Connection direct, Connection proxied) {
        this.direct = direct;
        this.proxied = proxied;
    }

    /** The ordinary materialized view. */
    static String recomputed(SuiteQuery query) {
        return query.name() + "_recomputed";
    }

    /** The stream table in mode DIFFERENTIAL. */
    static String differential(SuiteQuery query) {
        return query.name() + "_differential";
    }

    /** The stream table in mode AUTO. */
    static String auto(SuiteQuery query) {
        return query.name() + "_auto";
    }

    void create(SuiteQuery query) throws SQLException {
        execute(direct, "CREATE MATERIALIZED VIEW " + recomputed(query) + " AS\n" + query.text());
        create(differential(query), "DIFFERENTIAL", query);
        create(auto(query), "AUTO", query);
    }

    private void create(String name, String mode, SuiteQuery query) throws SQLException {
        execute(
                proxied,
                "CREATE MATERIALIZED VIEW " + name + " WITH (pgtrickle.stream, pgtrickle.mode = '" + mode
                        + "', pgtrickle.schedule = 'manual') AS\n" + query.text());
    }

    /** Computes the materialized view anew; milliseconds. */
    double recompute(SuiteQuery query) throws SQLException {
        return timed(direct, "REFRESH MATERIALIZED VIEW " + recomputed(query));
    }

    /** Runs the query alone, and keeps its rows on the server until they are thrown away; milliseconds. */
    double run(SuiteQuery query) throws SQLException {
        direct.setAutoCommit(false);
        try {
            return timed(direct, "CREATE TEMPORARY TABLE bench_rows ON COMMIT DROP AS\n" + query.text());
        } finally {
            direct.rollback();
            direct.setAutoCommit(true);
        }
    }

    /**
     * A refresh.
     *
     * @param client what it took as the client saw it, in milliseconds
     * @param server what it took on the server
     * @param action what it did, {@code NO_DATA} if there was nothing to do
     */
    record Refresh(double client, double server, String action) {}

    /** Refreshes a stream table, and asks what that did. */
    Refresh refresh(String name) throws SQLException {
        double client = timed(proxied, "REFRESH MATERIALIZED VIEW " + name);
        try (PreparedStatement statement = direct.prepareStatement(
                "SELECT refresh_id, action, duration_ms FROM pgtrickle.get_refresh_history(?, 1)")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || Long.valueOf(row.getLong(1)).equals(lastRefreshes.put(name, row.getLong(1)))) {
                    return new Refresh(client, Double.NaN, "NO_DATA");
                }
                return new Refresh(client, row.getDouble(3), row.getString(2));
            }
        }
    }

    /** How many rows of a table differ from the materialized view, which was computed after the last change. */
    long differences(String name, SuiteQuery query) throws SQLException {
        return new EqualityCheck(direct).differences(name, "TABLE " + recomputed(query));
    }

    private static double timed(Connection connection, String sql) throws SQLException {
        long start = System.nanoTime();
        execute(connection, sql);
        return (System.nanoTime() - start) / 1e6;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
