package dev.pgtrickle.proxy.bench.tpch;

import dev.pgtrickle.proxy.bench.suite.Churn;
import dev.pgtrickle.proxy.bench.suite.Suite;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import dev.pgtrickle.proxy.tpch.Progress;
import dev.pgtrickle.proxy.tpch.TpchLoad;
import dev.pgtrickle.proxy.tpch.TpchQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** The 22 queries of TPC-H, over its data, with orders that come, go and change. */
public final class TpchSuite implements Suite {

    /** Besides keys and foreign keys, the specification allows indexes on dates. */
    private static final List<String> DATE_INDEXES = List.of(
            "CREATE INDEX ON orders (o_orderdate)",
            "CREATE INDEX ON lineitem (l_shipdate)",
            "CREATE INDEX ON lineitem (l_receiptdate)");

    private final double scale;
    private final OrderChanges changes;

    /**
     * The suite.
     *
     * @param scale the scale factor: 1 is about 1 GB
     */
    public TpchSuite(double scale) {
        this.scale = scale;
        this.changes = new OrderChanges(scale);
    }

    @Override
    public String title() {
        return "TPC-H, scale " + scale;
    }

    @Override
    public void load(Connection connection) throws SQLException {
        new TpchLoad(connection, scale, Progress.SILENT).run();
        try (Statement statement = connection.createStatement()) {
            for (String index : DATE_INDEXES) {
                statement.execute(index);
            }
        }
    }

    @Override
    public List<SuiteQuery> queries() {
        return Arrays.stream(TpchQuery.values())
                .map(q -> new SuiteQuery(q.streamTable(), q.title(), q.text(scale)))
                .toList();
    }

    @Override
    public long change(Connection connection, Churn churn) throws SQLException {
        return changes.play(connection, churn);
    }

    @Override
    public List<String> changedTables() {
        return List.of("orders", "lineitem");
    }
}
