package dev.pgtrickle.proxy.bench.bloat;

import dev.pgtrickle.proxy.bench.bloat.BloatBench.Sessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Clients that insert single rows, each a transaction of its own, at a steady pace. */
final class Writers implements AutoCloseable {

    /** Who is later than this does not make up for it. */
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private final LongAdder written = new LongAdder();
    private volatile boolean ending;

    /**
     * Clients that begin at once.
     *
     * @param sessions opens their sessions
     * @param count how many
     * @param rate how many rows all of them write in a second; 0 for as many as they can
     * @param groups how many sums the rows are for
     * @param random where groups and amounts come from
     */
    Writers(Sessions sessions, int count, int rate, int groups, SplittableRandom random) {
        long pause = rate == 0 ? 0 : Duration.ofSeconds(count).toNanos() / rate;
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            clients.add(threads.submit(() -> {
                write(sessions, pause, groups, own);
                return null;
            }));
        }
    }

    private void write(Sessions sessions, long pause, int groups, SplittableRandom random) throws SQLException {
        try (Connection connection = sessions.open();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + BloatBench.TABLE + " VALUES (?, ?)")) {
            long next = System.nanoTime() + (pause == 0 ? 0 : random.nextLong(pause));
            while (!ending) {
                if (pause > 0) {
                    next = Math.max(next + pause, System.nanoTime() - PATIENCE);
                    LockSupport.parkNanos(next - System.nanoTime());
                }
                insert.setInt(1, random.nextInt(groups));
                insert.setInt(2, random.nextInt(1000));
                insert.executeUpdate();
                written.increment();
            }
        }
    }

    /** How many rows have been written so far. */
    long written() {
        return written.sum();
    }

    /** Finds out whether a client has failed. */
    void requireWell() throws SQLException {
        for (Future<?> client : clients) {
            if (client.isDone()) {
                await(client);
            }
        }
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

    /** Ends when all clients have. */
    @Override
    public void close() {
        ending = true;
        threads.close();
    }
}
