package dev.pgtrickle.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs statements of several real sessions in a given order, as PostgreSQL's isolation tester does: a statement that waits for another session lets
 * the order go on, and what its session has to do later waits with it.
 */
public final class Interleaving implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final Database database;
    private final Connection monitor;
    private final List<Actor> actors = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    public Interleaving(Database database) throws SQLException {
        this.database = database;
        this.monitor = database.connect();
    }

    /** One session: what it still has to do, and the statement that is running. */
    private static final class Actor {
        private final Connection connection;
        private final String pid;
        private final Deque<String> waiting = new ArrayDeque<>();
        private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

        Actor(Connection connection) throws SQLException {
            this.connection = connection;
            this.pid = Database.rows(connection, "SELECT pg_backend_pid()").getFirst();
        }
    }

    /** Adds a session; its number is that of the call, from 0. */
    public void addSession(String setup) throws SQLException {
        addSession(database.connect(), setup);
    }

    /** Adds a session that came to the database in another way; it is closed with the others. */
    public void addSession(Connection connection, String setup) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute(setup);
        }
        actors.add(new Actor(connection));
    }

    /** Lets a session run a statement, or queue it behind one that is blocked. */
    public void step(int session, String sql) throws SQLException {
        Actor actor = actors.get(session);
        actor.waiting.add(sql);
        settle();
    }

    /** Runs whatever can run, until every session is idle or blocked by another. */
    private void settle() throws SQLException {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Actor actor : actors) {
                if (actor.running.isDone() && !actor.waiting.isEmpty()) {
                    start(actor, actor.waiting.remove());
                    progress = true;
                }
                while (!actor.running.isDone() && !isBlocked(actor)) {
                    LockSupport.parkNanos(200_000);
                }
            }
        }
    }

    private boolean isBlocked(Actor actor) throws SQLException {
        return Database.rows(monitor, "SELECT cardinality(pg_blocking_pids(" + actor.pid + ")) > 0")
                .getFirst()
                .equals("t");
    }

    private void start(Actor actor, String sql) {
        int number = actors.indexOf(actor);
        synchronized (log) {
            log.add("s" + number + ": " + sql);
        }
        actor.running = CompletableFuture.runAsync(
                () -> {
                    try (Statement s = actor.connection.createStatement()) {
                        s.execute(sql);
                    } catch (SQLException e) {
                        // An error is part of what happened; the test judges it.
                        synchronized (log) {
                            log.add("s" + number + " -> " + e.getSQLState() + " " + e.getMessage());
                        }
                    }
                },
                THREADS);
    }

    /** Waits until all sessions have done everything; a deadlock is resolved by the server. Returns what happened. */
    public List<String> finish() throws SQLException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (actors.stream().anyMatch(a -> !a.running.isDone() || !a.waiting.isEmpty())) {
            if (System.nanoTime() > end || Thread.interrupted()) {
                throw new AssertionError("a session waits for ever: " + log());
            }
            settle();
            LockSupport.parkNanos(1_000_000);
        }
        return log();
    }

    /** What has happened so far. */
    public List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Actor actor : actors) {
            actor.connection.close();
        }
        monitor.close();
    }

    /** All orders in which two sequences can be interleaved, as lists of session numbers. */
    public static List<List<Integer>> orders(int first, int second) {
        List<List<Integer>> orders = new ArrayList<>();
        interleave(first, second, new ArrayList<>(), orders);
        return orders;
    }

    private static void interleave(int first, int second, List<Integer> prefix, List<List<Integer>> orders) {
        if (first == 0 && second == 0) {
            orders.add(List.copyOf(prefix));
            return;
        }
        if (first > 0) {
            prefix.add(0);
            interleave(first - 1, second, prefix, orders);
            prefix.removeLast();
        }
        if (second > 0) {
            prefix.add(1);
            interleave(first, second - 1, prefix, orders);
            prefix.removeLast();
        }
    }
}
