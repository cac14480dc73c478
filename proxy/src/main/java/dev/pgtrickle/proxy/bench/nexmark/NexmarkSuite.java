package dev.pgtrickle.proxy.bench.nexmark;

import dev.pgtrickle.proxy.bench.suite.Churn;
import dev.pgtrickle.proxy.bench.suite.Suite;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * The queries of Nexmark, over generated events. New events are the next ones; where a share is replaced, as many bids are withdrawn, as many get
 * another price, and the same shares of auctions and persons change too. Each of these is a transaction.
 */
public final class NexmarkSuite implements Suite {

    private final long events;
    private long next;
    private int draws;

    /**
     * The suite.
     *
     * @param events how many events there are at first
     */
    public NexmarkSuite(long events) {
        this.events = events;
        // Whoever adds a single event then adds a bid.
        this.next = events / NexmarkEvents.CYCLE * NexmarkEvents.CYCLE + NexmarkEvents.BEFORE_BIDS;
    }

    @Override
    public String title() {
        return "Nexmark, " + events + " events";
    }

    @Override
    public void load(Connection connection) throws SQLException {
        for (String statement : NexmarkEvents.TABLES) {
            run(connection, statement);
        }
        long unused = insert(connection, 0, next);
        run(connection, "ANALYZE person, auction, bid, side_input");
    }

    @Override
    public List<SuiteQuery> queries() {
        return Arrays.stream(NexmarkQuery.values())
                .map(q -> new SuiteQuery(q.streamTable(), q.title(), q.text()))
                .toList();
    }

    @Override
    public long change(Connection connection, Churn churn) throws SQLException {
        int count = switch (churn) {
            case Churn.Added added -> added.number();
            case Churn.Replaced replaced -> replaced.of(events);
        };
        connection.setAutoCommit(false);
        try {
            long rows = insert(connection, next, count);
            next += count;
            connection.commit();
            if (churn instanceof Churn.Replaced replaced) {
                rows += withdraw(connection, count);
                connection.commit();
                rows += update(connection, count, replaced);
                connection.commit();
            }
            return rows;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public List<String> changedTables() {
        return List.of("person", "auction", "bid");
    }

    private static long insert(Connection connection, long first, long count) throws SQLException {
        long rows = 0;
        for (String statement : NexmarkEvents.inserts(first, count)) {
            rows += run(connection, statement);
        }
        return rows;
    }

    private long withdraw(Connection connection, int count) throws SQLException {
        return run(connection, "DELETE FROM bid WHERE date_time IN (" + chosen("date_time", "bid", count) + ")");
    }

    private long update(Connection connection, int count, Churn.Replaced replaced) throws SQLException {
        long people = replaced.of(events / NexmarkEvents.CYCLE);
        return run(
                        connection,
                        "UPDATE bid SET price = price + 100 WHERE date_time IN (" + chosen("date_time", "bid", count)
                                + ")")
                + run(
                        connection,
                        "UPDATE auction SET expires = expires + interval '20 seconds' WHERE id IN ("
                                + chosen("id", "auction", people) + ")")
                + run(
                        connection,
                        "UPDATE person SET state = 'OR', city = 'Portland' WHERE id IN ("
                                + chosen("id", "person", people) + ")");
    }

    /** Rows that are spread over the whole table, and others each time. */
    private String chosen(String key, String table, long count) {
        return "SELECT " + key + " FROM " + table + " ORDER BY hashtextextended(" + key + "::text, " + draws++
                + ") LIMIT " + count;
    }

    private static long run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return Math.max(0, statement.executeLargeUpdate(sql));
        }
    }
}
