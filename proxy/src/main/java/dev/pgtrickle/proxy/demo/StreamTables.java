package dev.pgtrickle.proxy.demo;

import dev.pgtrickle.proxy.tpch.Progress;
import dev.pgtrickle.proxy.tpch.TpchQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The stream tables of the demo: makes them, waits until they have followed a change, and asks what that took. */
final class StreamTables {

    /** How long the engine may take on its own before it is asked to refresh. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE = Duration.ofMillis(10).toNanos();

    /** Those that are shown. */
    static final List<TpchQuery> SHOWN = List.of(
            TpchQuery.Q1, TpchQuery.Q3, TpchQuery.Q5, TpchQuery.Q6, TpchQuery.Q10, TpchQuery.Q12, TpchQuery.Q14);

    private final Connection connection;
    private final double scale;
    private long lastRefresh;

    /**
     * The stream tables of a database.
     *
     * @param connection a session through the proxy
     * @param scale the scale factor of the data
     */
    StreamTables(Connection connection, double scale) {
        this.connection = connection;
        this.scale = scale;
    }

    /** Makes one for each query, and an ordinary materialized view to compare with. */
    List<StreamTableState> create(Progress progress) throws SQLException {
        List<StreamTableState> made = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (TpchQuery query : SHOWN) {
                progress.show(query.streamTable(), (double) made.size() / SHOWN.size());
                statement.execute("CREATE MATERIALIZED VIEW " + query.streamTable() + " WITH (pgtrickle.stream) AS\n"
                        + query.text(scale));
                statement.execute("CREATE MATERIALIZED VIEW " + recomputed(query) + " AS\n" + query.text(scale));
                made.add(read(query));
            }
            progress.done();
        }
        lastRefresh = lastRefresh();
        return made;
    }

    private StreamTableState read(TpchQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pgt_id, refresh_mode, coalesce(mode_reason, '') FROM pgtrickle.pgt_stream_tables"
                        + " WHERE pgt_relid = to_regclass(?)")) {
            statement.setString(1, query.streamTable());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new StreamTableState(query, row.getLong(1), row.getString(2), row.getString(3));
            }
        }
    }

    /**
     * Waits until every stream table has followed a transaction.
     *
     * <p>Those that changes are applied to are left to the engine. It lets those that it recomputes rest in between, so they are asked for, as is
     * whatever takes too long.
     *
     * @param transaction an {@code xid8} that changed a table which every stream table reads
     */
    void follow(String transaction) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!behind(transaction, "DIFFERENTIAL").isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE);
        }
        for (String name : behind(transaction, "%")) {
            try (PreparedStatement refresh = connection.prepareStatement("SELECT pgtrickle.refresh_stream_table(?)")) {
                refresh.setString(1, name);
                refresh.execute();
            }
        }
    }

    private List<String> behind(String transaction, String mode) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT t.view_relid::text FROM pgtrickle.stream_table t"
                        + " JOIN pgtrickle.stream_table_state s USING (pgt_id)"
                        + " WHERE t.refresh_mode LIKE ? AND NOT pg_visible_in_snapshot(?::xid8, s.frontier)")) {
            statement.setString(1, mode);
            statement.setString(2, transaction);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            }
        }
    }

    /**
     * What refreshes took since this was asked last.
     *
     * @param refreshes how many there were
     * @param rows how many rows of the stream table they changed
     * @param milliseconds how long one took on average, on the server
     */
    record Work(long refreshes, long rows, double milliseconds) {

        static final Work NONE = new Work(0, 0, 0);
    }

    /** What was done since the last call, by {@code pgt_id}. */
    Map<Long, Work> work() throws SQLException {
        long until = lastRefresh();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pgt_id, count(*), sum(greatest(rows_inserted, rows_deleted)),
                       avg(1000 * extract(epoch FROM end_time - start_time))::float8
                FROM pgtrickle.pgt_refresh_history
                WHERE refresh_id > ? AND refresh_id <= ? AND status = 'COMPLETED' GROUP BY pgt_id
                """)) {
            statement.setLong(1, lastRefresh);
            statement.setLong(2, until);
            lastRefresh = until;
            try (ResultSet rows = statement.executeQuery()) {
                Map<Long, Work> work = new HashMap<>();
                while (rows.next()) {
                    work.put(rows.getLong(1), new Work(rows.getLong(2), rows.getLong(3), rows.getDouble(4)));
                }
                return work;
            }
        }
    }

    /** The ordinary materialized view with the same query. */
    private static String recomputed(TpchQuery query) {
        return query.streamTable() + "_recomputed";
    }

    private long lastRefresh() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(max(refresh_id), 0) FROM pgtrickle.pgt_refresh_history")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** How long PostgreSQL itself takes to compute a query anew and keep the result, in milliseconds. */
    double recompute(TpchQuery query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long start = System.nanoTime();
            statement.execute("REFRESH MATERIALIZED VIEW " + recomputed(query));
            return (System.nanoTime() - start) / 1e6;
        }
    }
}
