package dev.pgtrickle.conformance.concurrent;

import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several sessions that change tables {@code a (i, j)} and {@code b (i, j)} at random until they are told to stop. Domains are tiny and half of the
 * sessions take each route.
 */
final class Load implements AutoCloseable {

    static final String SETUP = "CREATE TABLE a (i int, j int); CREATE TABLE b (i int, j int)";

    /** What a server may answer when writers get in each other's way. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    private final Stage stage;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger commits = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    Load(Stage stage, int sessions, SplittableRandom random) {
        this.stage = stage;
        for (int s = 0; s < sessions; s++) {
            Route route = s % 2 == 0 ? Route.PROXY : Route.BYPASS;
            SplittableRandom own = random.split();
            running.add(threads.submit(() -> {
                write(route, own);
                return null;
            }));
        }
    }

    /** How many transactions were committed so far. */
    int commits() {
        return commits.get();
    }

    private void write(Route route, SplittableRandom random) throws SQLException {
        try (Connection c = stage.connect(route)) {
            Stage.run(c, "SET deadlock_timeout = '20ms'");
            while (!stop.get()) {
                Stage.run(c, "BEGIN");
                try {
                    for (int n = random.nextInt(1, 4); n > 0; n--) {
                        Stage.run(c, statement(random));
                    }
                    boolean commit = random.nextInt(6) > 0;
                    Stage.run(c, commit ? "COMMIT" : "ROLLBACK");
                    commits.addAndGet(commit ? 1 : 0);
                } catch (SQLException e) {
                    if (!TRY_AGAIN.contains(String.valueOf(e.getSQLState()))) {
                        throw e;
                    }
                    Stage.run(c, "ROLLBACK");
                }
            }
        }
    }

    private static String statement(SplittableRandom random) {
        String table = random.nextBoolean() ? "a" : "b";
        String key = random.nextInt(5) == 0 ? "NULL" : String.valueOf(random.nextInt(4));
        int value = random.nextInt(5);
        return switch (random.nextInt(6)) {
            case 0, 1 -> "INSERT INTO " + table + " VALUES (" + key + ", " + value + ")";
            case 2 -> "INSERT INTO " + table + " SELECT i, j + 1 FROM " + table + " WHERE i = " + key + " LIMIT 2";
            case 3 -> "UPDATE " + table + " SET i = " + key + " WHERE j = " + value;
            case 4 -> "UPDATE " + table + " SET j = j + 1 WHERE i = " + key + " AND j < 9";
            default -> "DELETE FROM " + table + " WHERE j = " + value + " OR j > 7";
        };
    }

    /** Tells all to stop and waits for them; throws what one of them failed with. */
    void finish() throws Exception {
        stop.set(true);
        for (Future<?> writer : running) {
            writer.get();
        }
    }

    @Override
    public void close() {
        stop.set(true);
        threads.close();
    }
}
