package dev.pgtrickle.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Writers that go on whatever dies, and remember what they were told was committed. Each transaction of writer {@code w} inserts its next number into
 * both tables {@code left_rows (w, n)} and {@code right_rows (w, n)}, so half a transaction shows.
 */
final class Ledger implements AutoCloseable {

    static final String SETUP =
            "CREATE TABLE left_rows (w int, n int, PRIMARY KEY (w, n)); CREATE TABLE right_rows (w int, n int)";

    private final int writers;
    private final AtomicIntegerArray acknowledged;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    /** Starts writers that connect to whatever URL is the right one at the time. */
    Ledger(int writers, Supplier<String> url) {
        this.writers = writers;
        this.acknowledged = new AtomicIntegerArray(writers);
        for (int w = 0; w < writers; w++) {
            int writer = w;
            running.add(threads.submit(() -> write(writer, url)));
        }
    }

    /** How many transactions were acknowledged so far. */
    int commits() {
        int sum = 0;
        for (int w = 0; w < writers; w++) {
            sum += acknowledged.get(w);
        }
        return sum;
    }

    private void write(int writer, Supplier<String> url) {
        while (!stop.get()) {
            try (Connection c = DriverManager.getConnection(url.get());
                    Statement s = c.createStatement()) {
                c.setAutoCommit(false);
                // A commit whose answer was lost may have happened.
                int next = Integer.parseInt(
                                Database.rows(c, "SELECT coalesce(max(n), 0) FROM left_rows WHERE w = " + writer)
                                        .getFirst())
                        + 1;
                while (!stop.get()) {
                    s.execute("INSERT INTO left_rows VALUES (" + writer + ", " + next + ")");
                    s.execute("INSERT INTO right_rows VALUES (" + writer + ", " + next + ")");
                    c.commit();
                    acknowledged.set(writer, next++);
                }
            } catch (SQLException e) {
                // Whoever we talked to has died, or another writer was in the way: connect again.
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    /** Tells all to stop and waits for them. */
    void finish() throws Exception {
        stop.set(true);
        for (Future<?> writer : running) {
            writer.get();
        }
    }

    /** Everything that was acknowledged is there, without gaps, and no transaction is there in half. */
    void assertNothingLost(Connection connection, String context) throws SQLException {
        List<String> found =
                Database.rows(connection, "SELECT w, max(n), count(*) = max(n) FROM left_rows GROUP BY w ORDER BY w");
        assertThat(found).as(context).hasSize(writers);
        for (int w = 0; w < writers; w++) {
            String[] row = found.get(w).split("\\|", -1);
            assertThat(Integer.parseInt(row[1]))
                    .as(context + ": transactions of writer " + w)
                    .isGreaterThanOrEqualTo(acknowledged.get(w));
            assertThat(row[2])
                    .as(context + ": no gaps in what writer " + w + " wrote")
                    .isEqualTo("t");
        }
        assertThat(
                        Database.rows(
                                connection,
                                "SELECT * FROM left_rows FULL JOIN right_rows USING (w, n) WHERE left_rows.w IS NULL OR right_rows.w IS NULL"))
                .as(context + ": half transactions")
                .isEmpty();
        assertThat(Database.rows(connection, "SELECT count(*) = count(DISTINCT (w, n)) FROM right_rows"))
                .as(context + ": transactions that happened twice")
                .containsExactly("t");
    }

    @Override
    public void close() {
        stop.set(true);
        threads.close();
    }
}
