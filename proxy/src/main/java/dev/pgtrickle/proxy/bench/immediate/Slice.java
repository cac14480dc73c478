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
import java.util.concurrent.CountDownLatch;
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

    /** Transactions before the clock starts: sessions are there for long, and plan what their triggers do once. */
    private static final int WARMING = 3;

    private final Sessions sessions;
    private final Upkeep upkeep;
    private final WriteLoad load;
    private final int clients;
    private final int groups;
    private final LongAdder commits = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final CountDownLatch warm;
    private final CountDownLatch begin = new CountDownLatch(1);
    private volatile long end;

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
        this.warm = new CountDownLatch(clients);
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
        long start;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                SplittableRandom own = random.split();
                running.add(threads.submit(() -> {
                    write(own);
                    return null;
                }));
            }
            warm.await();
            start = System.nanoTime();
            end = start + length.toNanos();
            begin.countDown();
            reads = read();
            for (Future<?> one : running) {
                await(one);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return new Outcome(commits.sum() / ((System.nanoTime() - start) / 1e9), retries.sum(), reads);
    }

    private static SQLException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SQLException("interrupted", e);
    }

    private static void await(Future<?> client) throws SQLException {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw new SQLException("a client failed", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** At least one transaction, however slow it is: what nobody saw is no measure. */
    private void write(SplittableRandom random) throws SQLException, InterruptedException {
        try (Connection connection = sessions.open();
                WriteLoad.Client client = load.client(connection, upkeep, groups)) {
            try {
                for (int i = 0; i < WARMING; i++) {
                    var unused = isCommitted(connection, client, random);
                }
            } finally {
                warm.countDown();
            }
            begin.await();
            do {
                (isCommitted(connection, client, random) ? commits : retries).increment();
            } while (System.nanoTime() < end);
        }
    }

    /** Runs a transaction; not committed are those that failed because of others. */
    private static boolean isCommitted(Connection connection, WriteLoad.Client client, SplittableRandom random)
            throws SQLException {
        try {
            client.run(random);
            return true;
        } catch (SQLException e) {
            if (!TRY_AGAIN.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return false;
        }
    }

    private List<Double> read() throws SQLException {
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
