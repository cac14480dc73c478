package dev.pgtrickle.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.oracle.Equality;
import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Two stream tables for each query of a suite, IMMEDIATE and DIFFERENTIAL, which follow batch after batch. */
final class SuiteTrial implements AutoCloseable {

    private final List<SuiteQuery> queries;
    private final Connection session;
    private final StreamTableOracle oracle;
    private final Set<String> withRows = new HashSet<>();

    /**
     * Creates the stream tables.
     *
     * @param stage where the tables of the suite are
     * @param queries the suite's
     */
    SuiteTrial(Stage stage, List<SuiteQuery> queries) throws SQLException {
        this.queries = queries;
        this.session = stage.connect(Route.PROXY);
        this.oracle = new StreamTableOracle(stage);
        for (SuiteQuery query : queries) {
            create("im_" + query.name(), "pgtrickle.mode = 'IMMEDIATE'", query);
            create("di_" + query.name(), "pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual'", query);
        }
    }

    private void create(String name, String options, SuiteQuery query) throws SQLException {
        Stage.run(
                session,
                "CREATE MATERIALIZED VIEW " + name + " WITH (pgtrickle.stream, " + options + ") AS\n" + query.text());
    }

    /** The statements of one transaction, and the check after it. */
    void batch(String... statements) throws SQLException {
        session.setAutoCommit(false);
        for (String statement : statements) {
            Stage.run(session, statement);
        }
        session.commit();
        session.setAutoCommit(true);
        check(String.join(";\n", statements));
    }

    /** After changes that others made: both tables of each query are equal to it, and were maintained. */
    void check(String context) throws SQLException {
        for (SuiteQuery query : queries) {
            Stage.run(session, "SELECT pgtrickle.refresh_stream_table('di_" + query.name() + "')");
            String at = query.name() + " after " + context;
            oracle.assertExact("di_" + query.name(), "DIFFERENTIAL", query.text(), Equality.EXACT, at);
            oracle.assertExact("im_" + query.name(), "IMMEDIATE", query.text(), Equality.EXACT, at);
            if (!Database.rows(session, "SELECT FROM im_" + query.name() + " LIMIT 1")
                    .isEmpty()) {
                withRows.add(query.name());
            }
        }
        assertThat(
                        Database.rows(
                                session,
                                "SELECT DISTINCT action, error_message FROM pgtrickle.pgt_refresh_history WHERE initiated_by = 'MANUAL'"))
                .as("what refreshes did, after %s", context)
                .allMatch(row -> row.startsWith("DIFFERENTIAL"));
    }

    /** Queries that were empty all the time would prove nothing. */
    void assertAllHadRows() {
        assertThat(withRows).containsAll(queries.stream().map(SuiteQuery::name).toList());
    }

    @Override
    public void close() throws SQLException {
        oracle.close();
        session.close();
    }
}
