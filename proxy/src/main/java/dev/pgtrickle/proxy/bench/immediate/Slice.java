package dev.pgtrickle.proxy.bench.immediate;

import dev.pgtrickle.proxy.bench.immediate.ImmediateBench.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Some clients that write for a while, and one that reads now and then. */
final class Slice {

    /** What a server answers when clients get in each other's way. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    /** Often enough for a median, seldom enough not to be the load. */
    private static final Duration BETWEEN_READS = Duration.ofMillis(20);

    private final Sessions sessions;
    private final Upkeep upkeep;
    private final WriteLoad load;
    private final int clients;
    private final int groups;
    private final LongAdder commits = new LongAdder();
    private final LongAdder retries = new LongAdder();

    /**
     * A slice that has not begun.
     *
     * @param sessions opens sessions of writers and readers
     * @param upkeep what keeps the sums
     * @param combination what is written how
     */
    Slice(Sessions sessions, Upkeep upkeep, Combination combination) {
        this.sessions = sessions;
        this.upkeep = upkeep;
        this.load = combination.load();
        this.clients = combination.clients();
        this.groups = combination.groups();
    }

    /**
     * What was seen.
     *
     * @param transactions how many were committed in a second
     * @param retries how many failed because of others
     * @param readMilliseconds the times of reads
     */
    record Outcome(double transactions, long retries, List<Double> readMilliseconds) {}

    Outcome run(Duration length, SplittableRandom random) throws SQLException {
        List<Future<?>> running = new ArrayList<>();
        List<Double> reads;
        long start = System.nanoTime();
        long end = start + length.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                SplittableRandom own = random.split();
                running.add(threads.submit(() -> {
                    write(own, end);
                    return null;
                }));
            }
            reads = read(end);
            for (Future<?> one : running) {
                await(one);
            }
        }
        return new Outcome(commits.sum() / ((System.nanoTime() - start) / 1e9), retries.sum(), reads);
    }

    private static void await(Future<?> client) throws SQLException {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw new SQLException("a client failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    private void write(SplittableRandom random, long end) throws SQLException {
        try (Connection connection = sessions.open();
                WriteLoad.Client client = load.client(connection, upkeep, groups)) {
            while (System.nanoTime() < end) {
                try {
                    client.run(random);
                    commits.increment();
                } catch (SQLException e) {
                    if (!TRY_AGAIN.contains(String.valueOf(e.getSQLState()))) {
                        throw e;
                    }
                    retries.increment();
                    if (!connection.getAutoCommit()) {
                        connection.rollback();
                    }
                }
            }
        }
    }

    private List<Double> read(long end) throws SQLException {
        List<Double> times = new ArrayList<>();
        try (Connection connection = sessions.open();
                PreparedStatement all = connection.prepareStatement("SELECT * FROM " + upkeep.sums())) {
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                try (ResultSet rows = all.executeQuery()) {
                    while (rows.next()) {
                        var unused = rows.getLong(1);
                    }
                }
                times.add((System.nanoTime() - start) / 1e6);
                LockSupport.parkNanos(BETWEEN_READS.toNanos());
            }
        }
        return times;
    }
}
