package dev.pgtrickle.proxy.demo;

import dev.pgtrickle.proxy.tpch.NewOrders;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.postgresql.PGConnection;

/**
 * The writers of the demo: TPC-H's refresh functions RF1 (new orders) and RF2 (old orders go), a thousandth of the orders each, and besides them
 * changes of prices and customers. Each is a transaction.
 */
final class RefreshStreams {

    private static final int ORDERS_PER_SCALE = 1_500_000;
    private static final int PARTS_PER_SCALE = 200_000;
    private static final int CUSTOMERS_PER_SCALE = 150_000;

    /** The share of orders that one refresh function touches, in the specification. */
    private static final double SHARE = 0.001;

    /** The same changes in each run. */
    private static final long SEED = 42;

    private final Connection connection;
    private final double scale;
    private final NewOrders newOrders;
    private final Random random = new Random(SEED);

    RefreshStreams(Connection connection, double scale) {
        this.connection = connection;
        this.scale = scale;
        this.newOrders = new NewOrders(scale);
    }

    /** Plays one of each. */
    Changes round() throws SQLException {
        connection.setAutoCommit(false);
        long inserted = insertOrders();
        connection.commit();
        long deleted = deleteOrders();
        connection.commit();
        long customers = changeCustomers();
        connection.commit();
        // The last one touches line items, which every stream table reads: whoever has followed it has followed all.
        long repriced = changePrices();
        String transaction = currentTransaction();
        connection.commit();
        connection.setAutoCommit(true);
        return new Changes(inserted, deleted, repriced, customers, transaction);
    }

    private int ordersPerStream() {
        return atLeastOne(ORDERS_PER_SCALE * SHARE);
    }

    private int atLeastOne(double atScaleOne) {
        return (int) Math.max(1, Math.round(atScaleOne * scale));
    }

    private long insertOrders() throws SQLException {
        StringBuilder orders = new StringBuilder();
        StringBuilder lineItems = new StringBuilder();
        newOrders.take(ordersPerStream(), orders, lineItems);
        return copy("orders", orders) + copy("lineitem", lineItems);
    }

    private long copy(String table, StringBuilder lines) throws SQLException {
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (DELIMITER '|')", new StringReader(lines.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long deleteOrders() throws SQLException {
        Array keys;
        try (PreparedStatement choose = connection.prepareStatement(
                "SELECT array(SELECT o_orderkey FROM orders WHERE o_orderkey >= ? ORDER BY o_orderkey LIMIT ?)")) {
            // The largest key is four times the number of orders; the last ones are left out, so that there are always
            // enough.
            choose.setInt(1, random.nextInt(atLeastOne(3.9 * ORDERS_PER_SCALE)));
            choose.setInt(2, ordersPerStream());
            try (ResultSet chosen = choose.executeQuery()) {
                chosen.next();
                keys = chosen.getArray(1);
            }
        }
        return update("DELETE FROM lineitem WHERE l_orderkey = ANY (?)", keys)
                + update("DELETE FROM orders WHERE o_orderkey = ANY (?)", keys);
    }

    private long changePrices() throws SQLException {
        Array parts = randomKeys(atLeastOne(PARTS_PER_SCALE * SHARE), atLeastOne(PARTS_PER_SCALE));
        return update("UPDATE part SET p_retailprice = round(p_retailprice * 1.03, 2) WHERE p_partkey = ANY (?)", parts)
                + update(
                        "UPDATE lineitem SET l_extendedprice = round(l_extendedprice * 1.03, 2) WHERE l_partkey = ANY (?)",
                        parts);
    }

    private long changeCustomers() throws SQLException {
        Array customers = randomKeys(atLeastOne(CUSTOMERS_PER_SCALE * SHARE), atLeastOne(CUSTOMERS_PER_SCALE));
        return update(
                "UPDATE customer SET c_acctbal = c_acctbal + 17.5, c_nationkey = (c_nationkey + 7) % 25,"
                        + " c_mktsegment = CASE c_mktsegment WHEN 'BUILDING' THEN 'MACHINERY' ELSE 'BUILDING' END"
                        + " WHERE c_custkey = ANY (?)",
                customers);
    }

    private Array randomKeys(int count, int largest) throws SQLException {
        return connection.createArrayOf(
                "int4", random.ints(count, 1, largest + 1).boxed().toArray());
    }

    private long update(String sql, Array keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, keys);
            return statement.executeUpdate();
        }
    }

    private String currentTransaction() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet id = statement.executeQuery("SELECT pg_current_xact_id()")) {
            id.next();
            return id.getString(1);
        }
    }
}
