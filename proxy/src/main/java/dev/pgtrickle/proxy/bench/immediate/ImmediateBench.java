package dev.pgtrickle.proxy.bench.immediate;

import dev.pgtrickle.proxy.bench.JsonText;
import dev.pgtrickle.proxy.bench.Times;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What an IMMEDIATE stream table costs those who write the table at the same time, and those who read it meanwhile.
 *
 * <p>A round has each upkeep for a slice of time, in random order, with the same number of clients; shares are those of a round. Each upkeep starts a combination of load and clients
 * with an empty table. At the end of each combination the sums are compared with their query.
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
     * @param groups how many sums there are
     * @param rounds how many rounds are counted
     * @param slice how long each upkeep has in a round
     */
    public record Settings(List<Shape> shapes, List<Integer> clients, int groups, int rounds, Duration slice) {}

    private final Sessions owner;
    private final Sessions sessions;
    private final Settings settings;
    private final PrintWriter out;
    private final Random order = new Random(SEED);
    private final SplittableRandom random = new SplittableRandom(SEED);

    /**
     * A measurement.
     *
     * @param owner opens sessions in which stream tables can be created
     * @param sessions opens the sessions of writers and readers
     * @param settings what to measure
     * @param out where the table goes
     */
    public ImmediateBench(Sessions owner, Sessions sessions, Settings settings, PrintWriter out) {
        this.owner = owner;
        this.sessions = sessions;
        this.settings = settings;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @return the results as JSON
     * @throws SQLException when a statement fails
     * @throws IllegalStateException when a stream table is not what its query says, or not maintained as intended
     */
    public String run() throws SQLException {
        out.println(String.format(
                Locale.ROOT,
                "%d groups, medians of %d rounds; transactions a second, their share of those without upkeep, failed ones, and milliseconds of a read of all sums",
                settings.groups(),
                settings.rounds()));
        out.println(String.format(
                "%-5s %-12s %7s  %-7s %10s %7s %8s %9s",
                "query", "load", "clients", "upkeep", "tx/s", "share", "failed", "read"));
        List<String> json = new ArrayList<>();
        for (Shape shape : settings.shapes()) {
            for (WriteLoad load : WriteLoad.values()) {
                for (int clients : settings.clients()) {
                    json.addAll(measure(shape, load, clients));
                }
            }
        }
        return JsonText.object(
                        Map.of("groups", String.valueOf(settings.groups()), "results", JsonText.array(json, j -> j)))
                + "\n";
    }

    private List<String> measure(Shape shape, WriteLoad load, int clients) throws SQLException {
        prepare(shape);
        Times<Upkeep> transactions = new Times<>(Upkeep.class);
        Times<Upkeep> shares = new Times<>(Upkeep.class);
        Times<Upkeep> reads = new Times<>(Upkeep.class);
        Map<Upkeep, Long> failed = new EnumMap<>(Upkeep.class);
        for (int round = 0; round <= settings.rounds(); round++) {
            boolean counted = round > 0;
            Map<Upkeep, Double> ofRound = new EnumMap<>(Upkeep.class);
            List<Upkeep> upkeeps = new ArrayList<>(Upkeep.of(shape));
            Collections.shuffle(upkeeps, order);
            for (Upkeep upkeep : upkeeps) {
                Outcome outcome = new Slice(sessions, upkeep, load, settings.groups())
                        .run(clients, counted ? settings.slice() : WARM_UP, random);
                if (counted) {
                    transactions.add(upkeep, outcome.transactions());
                    ofRound.put(upkeep, outcome.transactions());
                    failed.merge(upkeep, outcome.retries(), Long::sum);
                    outcome.readMilliseconds().forEach(ms -> reads.add(upkeep, ms));
                }
            }
            ofRound.forEach((upkeep, tps) -> shares.add(upkeep, tps / ofRound.getOrDefault(Upkeep.NONE, Double.NaN)));
        }
        requireExact(shape);
        List<String> json = new ArrayList<>();
        for (Upkeep upkeep : Upkeep.of(shape)) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-5s %-12s %7d  %-7s %10.0f %7.2f %8d %9.2f",
                    shape.title(),
                    load.title(),
                    clients,
                    upkeep.title(),
                    transactions.median(upkeep),
                    shares.median(upkeep),
                    failed.getOrDefault(upkeep, 0L),
                    reads.median(upkeep)));
            json.add(JsonText.object(Map.of(
                    "query", "\"" + shape.title() + "\"",
                    "load", "\"" + load.title() + "\"",
                    "clients", String.valueOf(clients),
                    "upkeep", "\"" + upkeep.title() + "\"",
                    "transactions", JsonText.array(transactions.all(upkeep), JsonText::number),
                    "shares", JsonText.array(shares.all(upkeep), JsonText::number),
                    "reads", JsonText.array(reads.all(upkeep), JsonText::number),
                    "failed", String.valueOf(failed.getOrDefault(upkeep, 0L)))));
        }
        out.flush();
        return json;
    }

    private void prepare(Shape shape) throws SQLException {
        try (Connection session = owner.open();
                Statement statement = session.createStatement()) {
            for (Upkeep upkeep : Upkeep.of(shape)) {
                statement.execute("DROP SCHEMA IF EXISTS " + upkeep.schema() + " CASCADE");
                statement.execute("CREATE SCHEMA " + upkeep.schema());
                for (String table : shape.tables(upkeep.schema(), settings.groups())) {
                    statement.execute(table);
                }
                statement.execute(upkeep.create(shape.query(upkeep.schema())));
                if (upkeep != Upkeep.NONE && appends(statement, upkeep) != (upkeep == Upkeep.APPEND)) {
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
                if (upkeep != Upkeep.NONE && check.differences(upkeep.sums(), shape.query(upkeep.schema())) != 0) {
                    throw new IllegalStateException(upkeep.sums() + " is not what its query says");
                }
            }
        }
    }
}
