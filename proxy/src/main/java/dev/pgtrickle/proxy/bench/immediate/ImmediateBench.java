package dev.pgtrickle.proxy.bench.immediate;

import dev.pgtrickle.proxy.bench.immediate.Slice.Outcome;
import dev.pgtrickle.proxy.check.EqualityCheck;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What an IMMEDIATE stream table costs those who write the table at the same time, and those who read it meanwhile.
 *
 * <p>A round has each upkeep on each way for a slice of time, in random order, with the same number of clients; shares are those of a round. Each upkeep starts a
 * combination of query, load, clients and groups with an empty table. At the end of each combination the sums are compared with their query.
 */
public final class ImmediateBench {

    private static final long SEED = 42;

    private static final Duration WARM_UP = Duration.ofMillis(300);

    /** Opens sessions on the way that is measured. */
    public interface Sessions {
        /**
         * Opens one.
         *
         * @return a session, which the caller closes
         * @throws SQLException when the server refuses
         */
        Connection open() throws SQLException;
    }

    /**
     * What is measured.
     *
     * @param shapes over which queries
     * @param clients how many write at once, one or more numbers
     * @param groups how many sums there are, one or more numbers
     * @param rounds how many rounds are counted
     * @param slice how long each upkeep has on each way in a round
     */
    public record Settings(
            List<Shape> shapes, List<Integer> clients, List<Integer> groups, int rounds, Duration slice) {}

    /** What takes turns within a round. */
    private record Cell(Way way, Upkeep upkeep) {}

    private final Sessions owner;
    private final Map<Way, Sessions> ways;
    private final Settings settings;
    private final PrintWriter out;
    private final Random order = new Random(SEED);
    private final SplittableRandom random = new SplittableRandom(SEED);

    /**
     * A measurement.
     *
     * @param owner opens sessions in which stream tables can be created
     * @param ways open the sessions of writers and readers
     * @param settings what to measure
     * @param out where the table goes
     */
    public ImmediateBench(Sessions owner, Map<Way, Sessions> ways, Settings settings, PrintWriter out) {
        this.owner = owner;
        this.ways = new LinkedHashMap<>(ways);
        this.settings = settings;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @return the results
     * @throws SQLException when a statement fails
     * @throws IllegalStateException when what is kept is not what its query says, or not maintained as intended
     */
    public ImmediateReport run() throws SQLException {
        out.println(
                "medians of " + settings.rounds()
                        + " rounds; transactions a second, their share of those without upkeep, failed ones, milliseconds of a read of all sums, and how many times a plain table's");
        out.println(Measured.head());
        List<Measured> all = new ArrayList<>();
        for (Combination combination : combinations()) {
            List<Measured> measured = measure(combination);
            measured.forEach(m -> out.println(m.line()));
            out.flush();
            all.addAll(measured);
        }
        return new ImmediateReport(server(), settings.rounds(), all);
    }

    private List<Combination> combinations() {
        List<Combination> all = new ArrayList<>();
        for (Shape shape : settings.shapes()) {
            for (int groups : settings.groups()) {
                for (WriteLoad load : WriteLoad.values()) {
                    settings.clients().forEach(clients -> all.add(new Combination(shape, load, clients, groups)));
                }
            }
        }
        return all;
    }

    private String server() throws SQLException {
        try (Connection session = owner.open()) {
            return session.getMetaData().getDatabaseProductVersion();
        }
    }

    private List<Measured> measure(Combination combination) throws SQLException {
        prepare(combination);
        Map<Cell, Series> series = new LinkedHashMap<>();
        for (Way way : ways.keySet()) {
            Upkeep.of(combination.shape()).forEach(upkeep -> series.put(new Cell(way, upkeep), new Series()));
        }
        for (int round = 0; round <= settings.rounds(); round++) {
            Map<Cell, Outcome> outcomes = round(combination, new ArrayList<>(series.keySet()), round == 0);
            if (round > 0) {
                series.forEach((cell, measured) -> measured.add(
                        of(outcomes, cell), of(outcomes, none(cell)).transactions()));
            }
        }
        requireExact(combination.shape());
        List<Measured> all = new ArrayList<>();
        series.forEach((cell, measured) -> all.add(new Measured(
                combination,
                cell.way(),
                cell.upkeep(),
                measured,
                Series.median(of(series, none(cell)).reads()))));
        return all;
    }

    private Map<Cell, Outcome> round(Combination combination, List<Cell> cells, boolean warmUp) throws SQLException {
        Collections.shuffle(cells, order);
        Duration slice = settings.slice();
        Duration length = warmUp && slice.compareTo(WARM_UP) > 0 ? WARM_UP : slice;
        Map<Cell, Outcome> outcomes = new HashMap<>();
        for (Cell cell : cells) {
            outcomes.put(cell, new Slice(of(ways, cell.way()), cell.upkeep(), combination).run(length, random));
        }
        return outcomes;
    }

    private static Cell none(Cell cell) {
        return new Cell(cell.way(), Upkeep.NONE);
    }

    private static <K, V> V of(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    private void prepare(Combination combination) throws SQLException {
        Shape shape = combination.shape();
        try (Connection session = owner.open();
                Statement statement = session.createStatement()) {
            for (Upkeep upkeep : Upkeep.of(shape)) {
                statement.execute("DROP SCHEMA IF EXISTS " + upkeep.schema() + " CASCADE");
                statement.execute("CREATE SCHEMA " + upkeep.schema());
                for (String table : shape.tables(upkeep.schema(), upkeep.table(), combination.groups())) {
                    statement.execute(table);
                }
                for (String create : upkeep.create(shape)) {
                    statement.execute(create);
                }
                if (upkeep.isStreamTable() && appends(statement, upkeep) != (upkeep == Upkeep.APPEND)) {
                    throw new IllegalStateException(upkeep.sums() + " is not maintained as its name says");
                }
            }
        }
    }

    private static boolean appends(Statement statement, Upkeep upkeep) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT log_relid IS NOT NULL FROM pgtrickle.stream_table WHERE view_relid = '"
                        + upkeep.sums() + "'::regclass")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void requireExact(Shape shape) throws SQLException {
        try (Connection session = owner.open()) {
            EqualityCheck check = new EqualityCheck(session);
            for (Upkeep upkeep : Upkeep.of(shape)) {
                if (upkeep.isKept() && check.differences(upkeep.sums(), upkeep.query(shape)) != 0) {
                    throw new IllegalStateException(upkeep.sums() + " is not what its query says");
                }
            }
        }
    }
}
