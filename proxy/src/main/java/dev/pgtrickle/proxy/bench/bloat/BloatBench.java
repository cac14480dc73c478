package dev.pgtrickle.proxy.bench.bloat;

import dev.pgtrickle.proxy.bench.JsonText;
import dev.pgtrickle.proxy.check.EqualityCheck;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of the log and the storage of an IMMEDIATE stream table that writers append to, while the engine folds and autovacuum does what it does:
 * their sizes and dead rows, how much is not folded, and how long a read takes, interval by interval. Contents are compared with the query at the end.
 */
public final class BloatBench {

    static final String TABLE = "bloat.orders";

    private static final String SUMS = "bloat.sums";
    private static final String QUERY =
            "SELECT grp, count(*) AS n, sum(amount) AS total, avg(amount) AS mean FROM " + TABLE + " GROUP BY grp";

    private static final long SEED = 42;

    /** Often enough for a percentile, seldom enough not to be the load. */
    private static final Duration BETWEEN_READS = Duration.ofMillis(200);

    /** Opens sessions in the database. */
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
     * @param clients how many write
     * @param rate how many rows they write in a second, all together; 0 for as many as they can
     * @param groups how many sums there are
     * @param length for how long
     * @param interval how long an interval is
     * @param held how long, from the beginning, another session keeps a snapshot, so that nothing can be removed by a vacuum
     */
    public record Settings(int clients, int rate, int groups, Duration length, Duration interval, Duration held) {}

    private final Sessions sessions;
    private final Settings settings;
    private final PrintWriter out;

    /**
     * A measurement.
     *
     * @param sessions opens sessions in which stream tables can be created
     * @param settings what to measure
     * @param out where a line per interval goes
     */
    public BloatBench(Sessions sessions, Settings settings, PrintWriter out) {
        this.sessions = sessions;
        this.settings = settings;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @return the results as JSON
     * @throws SQLException when a statement fails
     * @throws IllegalStateException when the stream table is not what its query says
     */
    public String run() throws SQLException {
        List<List<Double>> intervals = new ArrayList<>();
        try (Connection session = sessions.open()) {
            prepare(session);
            out.println(
                    settings.clients() + " clients insert single rows into " + settings.groups()
                            + " groups; sizes with indexes at the end of each interval, means of rows that were not folded, reads of all sums");
            out.println(Interval.head());
            measure(session, intervals);
            if (new EqualityCheck(session).differences(SUMS, QUERY) != 0) {
                throw new IllegalStateException(SUMS + " is not what its query says");
            }
        }
        return JsonText.object(Map.of(
                        "clients", String.valueOf(settings.clients()),
                        "rate", String.valueOf(settings.rate()),
                        "groups", String.valueOf(settings.groups()),
                        "intervals", JsonText.array(intervals, Interval::json)))
                + "\n";
    }

    private void prepare(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("CREATE SCHEMA bloat");
            statement.execute("CREATE TABLE " + TABLE + " (grp int NOT NULL, amount numeric(12,2) NOT NULL)");
            statement.execute("CREATE MATERIALIZED VIEW " + SUMS
                    + " WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS " + QUERY);
        }
    }

    private void measure(Connection session, List<List<Double>> intervals) throws SQLException {
        String log = name(session, "log_relid");
        String storage = name(session, "storage_relid");
        try (OldSnapshot old = new OldSnapshot(sessions, settings.held());
                Writers writers = new Writers(
                        sessions, settings.clients(), settings.rate(), settings.groups(), new SplittableRandom(SEED));
                PreparedStatement all = session.prepareStatement("SELECT * FROM " + SUMS)) {
            long start = System.nanoTime();
            long begun = start;
            while (begun - start < settings.length().toNanos()) {
                long written = writers.written();
                Interval interval = new Interval();
                long end = begun + settings.interval().toNanos();
                while (System.nanoTime() < end) {
                    interval.read(read(all));
                    interval.unfolded(Sizes.unfolded(session, log));
                    writers.requireWell();
                    old.endIfDue();
                    LockSupport.parkNanos(BETWEEN_READS.toNanos());
                }
                long now = System.nanoTime();
                List<Double> summary = interval.summary(
                        (now - start) / 60e9,
                        (writers.written() - written) / ((now - begun) / 1e9),
                        Sizes.of(session, log, storage));
                intervals.add(summary);
                out.println(Interval.line(summary));
                out.flush();
                begun = now;
            }
        }
    }

    private static double read(PreparedStatement all) throws SQLException {
        long start = System.nanoTime();
        try (ResultSet rows = all.executeQuery()) {
            while (rows.next()) {
                var unused = rows.getLong(1);
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static String name(Connection session, String column) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + column
                        + "::text FROM pgtrickle.stream_table WHERE view_relid = '" + SUMS + "'::regclass")) {
            String name = row.next() ? row.getString(1) : null;
            if (name == null) {
                throw new IllegalStateException("writers of " + SUMS + " do not append");
            }
            return name;
        }
    }
}
