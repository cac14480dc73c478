package dev.pgtrickle.proxy.bench.suite;

import dev.pgtrickle.proxy.bench.suite.Tables.Refresh;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures, for each query of a suite and each churn, what following the changes costs and what computing the query anew costs.
 *
 * <p>A round changes the tables, and then takes one query after the other. Each is computed anew as a materialized view and as a bare query, and
 * refreshed in modes DIFFERENTIAL and AUTO, in an order that is drawn anew, so that a busy moment of the machine meets all sides. After each round
 * contents are compared, and what was refreshed must have been refreshed by applying changes.
 */
public final class SuiteBench {

    /** Rounds of each churn that are not counted: plans, caches and the JIT settle. */
    private static final int WARM_UP = 1;

    private static final long SEED = 42;

    /** The share of rows that must change before the server vacuums and analyses a table by itself. */
    private static final double ANALYSE_SHARE = 0.1;

    private final Suite suite;
    private final Connection direct;
    private final PrintWriter out;
    private final Tables tables;
    private final Random random = new Random(SEED);
    private long rowsSinceAnalysis;

    /**
     * A bench in an empty database.
     *
     * @param suite what is measured
     * @param direct a session that bypasses the proxy
     * @param proxied a session through the proxy
     * @param out where results are printed as they come
     */
    public SuiteBench(Suite suite, Connection direct, Connection proxied, PrintWriter out) {
        this.suite = suite;
        this.direct = direct;
        this.out = out;
        this.tables = new Tables(direct, proxied);
    }

    /**
     * Measures.
     *
     * @param churns how much the rounds change
     * @param queries those to measure
     * @param rounds how many rounds of each churn are counted
     * @return what was measured
     * @throws SQLException when the tables cannot be filled or changed
     */
    public SuiteReport run(List<Churn> churns, List<SuiteQuery> queries, int rounds) throws SQLException {
        long start = System.nanoTime();
        suite.load(direct);
        List<SuiteQuery> kept = new ArrayList<>();
        List<QueryReport> refused = new ArrayList<>();
        for (SuiteQuery query : queries) {
            try {
                tables.create(query);
                kept.add(query);
            } catch (SQLException e) {
                QueryReport report = new QueryReport(query);
                report.addProblem("not created: " + e.getMessage());
                refused.add(report);
                out.println(query.name() + " is left out: " + e.getMessage());
            }
        }
        settle();
        out.printf(
                "%s: loaded, and %d queries kept, in %.1f s%n",
                suite.title(), kept.size(), (System.nanoTime() - start) / 1e9);
        out.flush();
        List<ChurnReport> reports = new ArrayList<>();
        for (Churn churn : churns) {
            ChurnReport report = measure(churn, kept, rounds);
            if (reports.isEmpty() && !refused.isEmpty()) {
                List<QueryReport> all = new ArrayList<>(report.queries());
                all.addAll(refused);
                report = new ChurnReport(churn, report.rows(), all);
            }
            reports.add(report);
            SuiteTable.lines(report, rounds).forEach(out::println);
            out.flush();
        }
        return new SuiteReport(suite.title(), direct.getMetaData().getDatabaseProductVersion(), rounds, reports);
    }

    private ChurnReport measure(Churn churn, List<SuiteQuery> queries, int rounds) throws SQLException {
        List<QueryReport> counted = queries.stream().map(QueryReport::new).toList();
        long rows = 0;
        for (int round = 0; round < WARM_UP + rounds; round++) {
            rows = suite.change(direct, churn);
            for (QueryReport report : counted) {
                QueryReport into = round < WARM_UP ? new QueryReport(report.query()) : report;
                measure(into);
                if (into != report) {
                    into.problem().ifPresent(report::addProblem);
                }
            }
            rowsSinceAnalysis += rows;
            if (rowsSinceAnalysis > ANALYSE_SHARE * size()) {
                settle();
            }
        }
        return new ChurnReport(churn, rows, counted);
    }

    /** One query in one round. */
    private void measure(QueryReport report) throws SQLException {
        SuiteQuery query = report.query();
        List<Measure> order = new ArrayList<>(List.of(Measure.RECOMPUTE, Measure.QUERY, Measure.REFRESH, Measure.AUTO));
        Collections.shuffle(order, random);
        try {
            for (Measure measure : order) {
                switch (measure) {
                    case RECOMPUTE -> report.add(measure, tables.recompute(query));
                    case QUERY -> report.add(measure, tables.run(query));
                    case REFRESH, SERVER -> differential(report, tables.refresh(Tables.differential(query)));
                    case AUTO -> {
                        Refresh refresh = tables.refresh(Tables.auto(query));
                        report.add(measure, refresh.client());
                        report.addChoice(refresh.action());
                    }
                }
            }
            for (String table : List.of(Tables.differential(query), Tables.auto(query))) {
                long differences = tables.differences(table, query);
                if (differences > 0) {
                    report.addProblem(differences + " rows of " + table + " differ from the query");
                }
            }
        } catch (SQLException e) {
            report.addProblem(String.valueOf(e.getMessage()));
        }
    }

    private static void differential(QueryReport report, Refresh refresh) {
        report.add(Measure.REFRESH, refresh.client());
        switch (refresh.action()) {
            case "DIFFERENTIAL" -> report.add(Measure.SERVER, refresh.server());
            case "NO_DATA" -> report.addUnaffected();
            default -> report.addProblem("refreshed by " + refresh.action() + " instead of DIFFERENTIAL");
        }
    }

    private long size() throws SQLException {
        String tables = String.join("', '", suite.changedTables());
        try (Statement statement = direct.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT sum(reltuples) FROM pg_class WHERE relname IN ('" + tables + "')")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What autovacuum would do in time: at once, so that all runs see it at the same point. Statements are planned anew after it. */
    private void settle() throws SQLException {
        try (Statement statement = direct.createStatement()) {
            statement.execute("VACUUM (ANALYZE) " + String.join(", ", suite.changedTables()));
            rowsSinceAnalysis = 0;
        }
    }
}
