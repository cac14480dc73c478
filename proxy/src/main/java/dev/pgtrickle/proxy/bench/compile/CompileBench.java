package dev.pgtrickle.proxy.bench.compile;

import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.proxy.bench.Times;
import dev.pgtrickle.proxy.bench.compile.CompileReport.OfQuery;
import dev.pgtrickle.proxy.bench.compile.CompileReport.OfSet;
import dev.pgtrickle.proxy.bench.suite.QuerySet;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how long definitions take: to compile them, to create a stream table, and to drop it. Tables are empty, so that computing contents
 * costs nothing that matters.
 */
public final class CompileBench {

    /** Rounds that are not counted: the JIT and the server's caches settle. */
    private static final int WARM_UP = 3;

    private static final String NAME = "bench_compiled";

    private static final String LINE = "%-6s %9s %9s %9s %11s  %-13s %s";

    private final Connection direct;
    private final Connection proxied;
    private final PrintWriter out;

    /**
     * A bench in an empty database.
     *
     * @param direct a session that bypasses the proxy
     * @param proxied a session through the proxy
     * @param out where results are printed as they come
     */
    public CompileBench(Connection direct, Connection proxied, PrintWriter out) {
        this.direct = direct;
        this.proxied = proxied;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @param sets the queries
     * @param rounds how many rounds are counted
     * @return what was measured
     * @throws SQLException when a query is refused, or a statement fails
     */
    public CompileReport run(List<QuerySet> sets, int rounds) throws SQLException {
        for (QuerySet set : sets) {
            set.load(direct);
        }
        execute(direct, """
                DO $$ BEGIN
                    EXECUTE (SELECT 'TRUNCATE ' || string_agg(c.oid::regclass::text, ', ') FROM pg_class c
                             WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace);
                END $$""");
        execute(direct, "VACUUM (ANALYZE)");
        List<OfSet> reports = new ArrayList<>();
        for (QuerySet set : sets) {
            List<OfQuery> queries = new ArrayList<>();
            for (SuiteQuery query : set.queries()) {
                queries.add(new OfQuery(query, mode(query), statements(query), new Times<>(CompileMeasure.class)));
            }
            for (int round = 0; round < WARM_UP + rounds; round++) {
                for (OfQuery query : queries) {
                    measure(query.query(), round < WARM_UP ? new Times<>(CompileMeasure.class) : query.times());
                }
            }
            OfSet report = new OfSet(set.title(), queries);
            reports.add(report);
            print(report, rounds);
        }
        return new CompileReport(direct.getMetaData().getDatabaseProductVersion(), rounds, reports);
    }

    private void measure(SuiteQuery query, Times<CompileMeasure> times) throws SQLException {
        long start = System.nanoTime();
        String unused = mode(query);
        times.add(CompileMeasure.COMPILE, since(start));
        start = System.nanoTime();
        execute(
                proxied,
                "CREATE MATERIALIZED VIEW " + NAME + " WITH (pgtrickle.stream, pgtrickle.schedule = 'manual') AS\n"
                        + query.text());
        times.add(CompileMeasure.CREATE, since(start));
        start = System.nanoTime();
        execute(proxied, "DROP MATERIALIZED VIEW " + NAME);
        times.add(CompileMeasure.DROP, since(start));
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /** Compiles a query through the proxy; returns the mode that a stream table would get. */
    private String mode(SuiteQuery query) throws SQLException {
        try (PreparedStatement statement =
                proxied.prepareStatement("SELECT check_name, result FROM pgtrickle.validate_query(?)")) {
            statement.setString(1, query.text());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getString(1).equals("resolved_refresh_mode")) {
                        return row.getString(2);
                    }
                }
            }
        }
        throw new SQLException("the proxy did not compile " + query.name());
    }

    private int statements(SuiteQuery query) throws SQLException {
        direct.setAutoCommit(false);
        try {
            CountingSession counting =
                    new CountingSession(new JdbcSession(direct, SqlSession.Scope.OWN_TRANSACTION, notice -> {}));
            List<Compiler.Finding> unused = new Compiler(counting).validate(query.text());
            return counting.statements();
        } finally {
            direct.rollback();
            direct.setAutoCommit(true);
        }
    }

    private void print(OfSet set, int rounds) {
        out.println();
        out.println(set.title() + ", medians of " + rounds + " rounds in milliseconds");
        String head = String.format(LINE, "query", "compile", "create", "drop", "statements", "mode", "");
        out.println(head);
        out.println("-".repeat(head.length()));
        for (OfQuery query : set.queries()) {
            out.println(String.format(
                            LINE,
                            query.query().name(),
                            number(query.times().median(CompileMeasure.COMPILE)),
                            number(query.times().median(CompileMeasure.CREATE)),
                            number(query.times().median(CompileMeasure.DROP)),
                            query.compileStatements(),
                            query.mode(),
                            query.query().title())
                    .strip());
        }
        List<OfSet> alone = List.of(set);
        for (CompileMeasure measure : CompileMeasure.values()) {
            out.println(measure.title() + ": median " + number(CompileReport.median(alone, measure)) + ", maximum "
                    + number(CompileReport.maximum(alone, measure)));
        }
        out.flush();
    }

    private static String number(double milliseconds) {
        return String.format(Locale.ROOT, "%.1f", milliseconds);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
