package dev.pgtrickle.proxy.bench;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What a change costs: the refresh that applies it against one that recomputes everything, and the write itself with and without a stream table
 * behind it. All of it alternates within one run, so that a busy moment of the machine meets all sides.
 */
public final class RefreshBench {

    private static final List<Integer> CHANGED_ROWS = List.of(1, 100);

    /** Rounds that are not counted: plans, caches and the JIT settle. */
    private static final int WARM_UP = 2;

    private static final long SEED = 42;

    private static final String PLAIN = "bench_plain";
    private static final String CAPTURED = "bench_captured";
    private static final String IMMEDIATE = "bench_immediate";

    private static final String DIFFERENTIAL_TABLE = CAPTURED + ".followed";
    private static final String FULL_TABLE = CAPTURED + ".recomputed";

    /** What is measured. */
    private enum Measure {
        /** A refresh that applies the change, on the server. */
        DIFFERENTIAL_REFRESH,
        /** A refresh that recomputes the contents, on the server. */
        FULL_REFRESH,
        /** The change itself where no stream table is. */
        PLAIN_WRITE,
        /** The change where it is captured for a refresh. */
        CAPTURED_WRITE,
        /** The change where a stream table is maintained at once. */
        IMMEDIATE_WRITE
    }

    private final Connection session;
    private final PrintWriter out;
    private final Random random = new Random(SEED);

    /**
     * A measurement.
     *
     * @param session a session through the proxy, in a database that may be filled
     * @param out where the table goes
     */
    public RefreshBench(Connection session, PrintWriter out) {
        this.session = session;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @param sizes how many rows the changed table has
     * @param rounds how many rounds are counted
     * @throws SQLException when a statement fails
     */
    public void run(List<Integer> sizes, int rounds) throws SQLException {
        out.println("medians of " + rounds
                + " rounds in milliseconds; refreshes as the server measures them, writes as the client does");
        out.println(String.format(
                "%-9s %-10s %-15s %10s %10s %8s %10s %10s %7s %10s %7s",
                "rows", "query", "change", "full", "refresh", "ratio", "write", "captured", "x", "immediate", "x"));
        for (int size : sizes) {
            for (BenchQuery query : BenchQuery.values()) {
                prepare(query, size);
                measure(size, rounds).forEach((change, medians) -> print(size, query, change, medians));
                out.flush();
            }
        }
        execute("DROP SCHEMA " + PLAIN + ", " + CAPTURED + ", " + IMMEDIATE + " CASCADE");
    }

    private void prepare(BenchQuery query, int size) throws SQLException {
        for (String schema : List.of(PLAIN, CAPTURED, IMMEDIATE)) {
            for (String statement : BenchData.script(schema, size).strip().split(";\n", -1)) {
                execute(statement);
            }
        }
        create(DIFFERENTIAL_TABLE, "DIFFERENTIAL", query.over(CAPTURED));
        create(FULL_TABLE, "FULL", query.over(CAPTURED));
        create(IMMEDIATE + ".maintained", "IMMEDIATE", query.over(IMMEDIATE));
    }

    private void create(String name, String mode, String query) throws SQLException {
        String schedule = mode.equals("IMMEDIATE") ? "" : ", pgtrickle.schedule = 'manual'";
        execute("CREATE MATERIALIZED VIEW " + name + " WITH (pgtrickle.stream, pgtrickle.mode = '" + mode + "'"
                + schedule + ") AS " + query);
    }

    private Map<BenchChange, Times<Measure>> measure(int size, int rounds) throws SQLException {
        Map<BenchChange, Times<Measure>> all = new LinkedHashMap<>();
        for (int round = 0; round < WARM_UP + rounds; round++) {
            for (int rows : CHANGED_ROWS) {
                for (BenchChange change : BenchChange.ofAllKinds(rows)) {
                    Times<Measure> medians = round < WARM_UP
                            ? new Times<>(Measure.class)
                            : all.computeIfAbsent(change, c -> new Times<>(Measure.class));
                    write(change, size, medians);
                    medians.add(Measure.DIFFERENTIAL_REFRESH, refresh(DIFFERENTIAL_TABLE));
                    medians.add(Measure.FULL_REFRESH, refresh(FULL_TABLE));
                }
            }
        }
        return all;
    }

    /** The same change in the three schemas, in another order each time. */
    private void write(BenchChange change, int size, Times<Measure> medians) throws SQLException {
        double place = random.nextDouble();
        Map<String, Measure> measures = Map.of(
                PLAIN, Measure.PLAIN_WRITE, CAPTURED, Measure.CAPTURED_WRITE, IMMEDIATE, Measure.IMMEDIATE_WRITE);
        List<String> order = new ArrayList<>(measures.keySet());
        Collections.shuffle(order, random);
        for (String schema : order) {
            String sql = change.statement(schema, size, place);
            long start = System.nanoTime();
            execute(sql);
            medians.add(measures.getOrDefault(schema, Measure.PLAIN_WRITE), (System.nanoTime() - start) / 1e6);
        }
    }

    /** Refreshes a stream table and asks the server how long that took. */
    private double refresh(String name) throws SQLException {
        execute("SELECT pgtrickle.refresh_stream_table('" + name + "')");
        try (PreparedStatement statement =
                session.prepareStatement("SELECT duration_ms FROM pgtrickle.get_refresh_history(?, 1)")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getDouble(1);
            }
        }
    }

    private void print(int size, BenchQuery query, BenchChange change, Times<Measure> medians) {
        out.println(String.format(
                Locale.ROOT,
                "%-9d %-10s %-15s %10.2f %10.2f %7.1fx %10.2f %10.2f %7.2f %10.2f %7.2f",
                size,
                query.title(),
                change.title(),
                medians.median(Measure.FULL_REFRESH),
                medians.median(Measure.DIFFERENTIAL_REFRESH),
                medians.ratio(Measure.FULL_REFRESH, Measure.DIFFERENTIAL_REFRESH),
                medians.median(Measure.PLAIN_WRITE),
                medians.median(Measure.CAPTURED_WRITE),
                medians.ratio(Measure.CAPTURED_WRITE, Measure.PLAIN_WRITE),
                medians.median(Measure.IMMEDIATE_WRITE),
                medians.ratio(Measure.IMMEDIATE_WRITE, Measure.PLAIN_WRITE)));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
