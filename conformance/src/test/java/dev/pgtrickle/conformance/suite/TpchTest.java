package dev.pgtrickle.conformance.suite;

import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.proxy.bench.suite.Churn;
import dev.pgtrickle.proxy.bench.tpch.TpchSuite;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/** The 22 queries of TPC-H, in both incremental modes, while all its tables change. */
class TpchTest {

    private static final double SCALE = 0.001;

    @Test
    void follows_changes_of_all_tables() throws Exception {
        TpchSuite suite = new TpchSuite(SCALE);
        try (Stage stage = Stage.open(SharedServers.defaultVersion())) {
            stage.clear();
            try (Connection writer = stage.connect(Route.BYPASS)) {
                suite.load(writer);
                try (SuiteTrial trial = new SuiteTrial(stage, suite.queries())) {
                    follow(suite, writer, trial);
                    trial.assertAllHadRows();
                }
            }
        }
    }

    private static void follow(TpchSuite suite, Connection writer, SuiteTrial trial) throws Exception {
        suite.change(writer, new Churn.Added(3));
        trial.check("new orders");
        // So that parts and quantities are there that queries look for, and such that they look for are not.
        trial.batch(
                "UPDATE part SET p_brand = 'Brand#23', p_container = 'MED BOX', p_size = 5 WHERE p_partkey % 4 = 0",
                "UPDATE part SET p_type = 'ECONOMY ANODIZED STEEL', p_name = 'forest green ' || p_partkey WHERE p_partkey % 4 = 1",
                "UPDATE part SET p_type = 'PROMO BRUSHED BRASS', p_size = 15, p_brand = 'Brand#34', p_container = 'LG BOX' WHERE p_partkey % 4 = 2",
                "UPDATE lineitem SET l_quantity = l_quantity * 4 WHERE l_orderkey % 16 = 1",
                "UPDATE lineitem SET l_shipmode = 'AIR', l_shipinstruct = 'DELIVER IN PERSON', l_quantity = 5 + l_linenumber"
                        + " WHERE l_orderkey % 16 = 2");
        trial.batch(
                "UPDATE supplier SET s_nationkey = CASE s_suppkey % 5 WHEN 0 THEN 3 WHEN 1 THEN 20 WHEN 2 THEN 6 WHEN 3 THEN 7 ELSE 2 END",
                "UPDATE supplier SET s_comment = 'Customer Complaints' WHERE s_suppkey = 2",
                "UPDATE customer SET c_nationkey = CASE c_custkey % 4 WHEN 0 THEN 2 WHEN 1 THEN 6 WHEN 2 THEN 7 ELSE 8 END,"
                        + " c_mktsegment = CASE c_custkey % 2 WHEN 0 THEN 'BUILDING' ELSE 'MACHINERY' END, c_acctbal = c_acctbal + 17",
                "UPDATE nation SET n_regionkey = 2 WHERE n_nationkey IN (2, 8)",
                "UPDATE partsupp SET ps_availqty = 1000000 WHERE ps_partkey IN (3, 6)");
        trial.batch(
                "UPDATE region SET r_name = CASE r_name WHEN 'ASIA' THEN 'EUROPE' WHEN 'EUROPE' THEN 'ASIA' ELSE r_name END",
                "UPDATE partsupp SET ps_supplycost = ps_supplycost + 1, ps_availqty = ps_availqty + 10 WHERE ps_partkey % 3 = 0",
                "UPDATE orders SET o_orderstatus = 'F', o_orderpriority = '1-URGENT' WHERE o_orderkey % 7 = 0",
                "UPDATE orders SET o_orderdate = o_orderdate - 30, o_comment = 'special requests' WHERE o_orderkey % 11 = 0",
                "UPDATE lineitem SET l_receiptdate = l_commitdate + 1, l_returnflag = 'R' WHERE l_orderkey % 13 = 0");
        trial.batch(
                "INSERT INTO supplier SELECT 1000 + i, 'new', 'street', 3, '13-1', i, '' FROM generate_series(1, 3) i",
                "INSERT INTO part SELECT 10000 + i, 'forest', 'm', 'Brand#12', 'SMALL BRASS', 15, 'SM BOX', 9, '' FROM generate_series(1, 3) i",
                "INSERT INTO partsupp SELECT 10000 + i, 1000 + i, 10, i, '' FROM generate_series(1, 3) i",
                "INSERT INTO customer SELECT 10000 + i, 'new', 'street', 7, '13-1', 9000 + i, 'BUILDING', '' FROM generate_series(1, 3) i",
                "DELETE FROM lineitem WHERE l_orderkey IN (SELECT o_orderkey FROM orders WHERE o_custkey % 10 = 1)",
                "DELETE FROM orders WHERE o_custkey % 10 = 1");
        suite.change(writer, new Churn.Replaced(2));
        trial.check("replaced orders");
        trial.batch(
                "UPDATE nation SET n_regionkey = 1 WHERE n_nationkey IN (2, 8)",
                "DELETE FROM partsupp WHERE ps_partkey > 10000",
                "DELETE FROM part WHERE p_partkey > 10000",
                "DELETE FROM supplier WHERE s_suppkey > 1000",
                "DELETE FROM customer WHERE c_custkey > 10001",
                "UPDATE region SET r_name = CASE r_name WHEN 'ASIA' THEN 'EUROPE' WHEN 'EUROPE' THEN 'ASIA' ELSE r_name END");
        trial.batch("DELETE FROM lineitem", "DELETE FROM orders WHERE o_orderkey % 2 = 0");
    }
}
