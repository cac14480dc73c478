package dev.pgtrickle.proxy.bench.tpch;

import dev.pgtrickle.proxy.bench.suite.Churn;
import dev.pgtrickle.proxy.tpch.NewOrders;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Changes of TPC-H's orders: new ones with their line items, as in its refresh function RF1; or a share of them replaced: as many old ones go with
 * their line items (RF2), as many come, and the line items of as many others get another quantity and price. Each of these is a transaction.
 */
final class OrderChanges {

    private static final long ORDERS_PER_SCALE = 1_500_000;

    /** Draws orders that are spread over the whole table, and others each time. */
    private static final String CHOOSE = """
            SELECT array(SELECT o_orderkey FROM orders ORDER BY hashint8extended(o_orderkey, ?), o_orderkey LIMIT ?)
            """;

    private final double scale;
    private final NewOrders newOrders;
    private int draws;

    OrderChanges(double scale) {
        this.scale = scale;
        this.newOrders = new NewOrders(scale);
    }

    /** Plays a churn and returns how many rows it changed. */
    long play(Connection connection, Churn churn) throws SQLException {
        connection.setAutoCommit(false);
        try {
            return switch (churn) {
                case Churn.Added added -> insert(connection, added.number());
                case Churn.Replaced replaced -> {
                    int orders = replaced.of(Math.round(ORDERS_PER_SCALE * scale));
                    yield insert(connection, orders) + delete(connection, orders) + update(connection, orders);
                }
            };
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private long insert(Connection connection, int orders) throws SQLException {
        StringBuilder orderLines = new StringBuilder();
        StringBuilder lineItemLines = new StringBuilder();
        newOrders.take(orders, orderLines, lineItemLines);
        long rows = copy(connection, "orders", orderLines) + copy(connection, "lineitem", lineItemLines);
        connection.commit();
        return rows;
    }

    private static long copy(Connection connection, String table, StringBuilder lines) throws SQLException {
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (DELIMITER '|')", new StringReader(lines.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long delete(Connection connection, int orders) throws SQLException {
        Array keys = choose(connection, orders);
        long rows = change(connection, "DELETE FROM lineitem WHERE l_orderkey = ANY (?)", keys)
                + change(connection, "DELETE FROM orders WHERE o_orderkey = ANY (?)", keys);
        connection.commit();
        return rows;
    }

    private long update(Connection connection, int orders) throws SQLException {
        long rows = change(
                connection,
                "UPDATE lineitem SET l_quantity = 1 + l_quantity % 50, l_extendedprice = round(l_extendedprice * 1.01, 2)"
                        + " WHERE l_orderkey = ANY (?)",
                choose(connection, orders));
        connection.commit();
        return rows;
    }

    private Array choose(Connection connection, int orders) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHOOSE)) {
            statement.setLong(1, draws++);
            statement.setInt(2, orders);
            try (ResultSet chosen = statement.executeQuery()) {
                chosen.next();
                return chosen.getArray(1);
            }
        }
    }

    private static long change(Connection connection, String sql, Array keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, keys);
            return statement.executeUpdate();
        }
    }
}
