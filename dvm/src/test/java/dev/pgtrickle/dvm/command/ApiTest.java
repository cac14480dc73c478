package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.intercept.Interceptor.Completion;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** The functions of schema pgtrickle. */
@ExtendWith(DatabaseExtension.class)
class ApiTest {

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        s.run("DROP SCHEMA IF EXISTS lab CASCADE");
        s.run("SELECT pgtrickle._remove_orphans()");
        s.run("CREATE SCHEMA lab");
        s.run("SET search_path = lab, public");
        s.run("CREATE TABLE orders (id int PRIMARY KEY, region text, amount numeric)");
        s.run("INSERT INTO orders VALUES (1, 'n', 1.50), (2, 's', 2)");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    @Test
    void create_alter_refresh_and_drop() throws Exception {
        s.run(
                "SELECT pgtrickle.create_stream_table('a', 'SELECT region, count(*) AS n FROM orders GROUP BY region', '500ms')");
        s.run(
                "SELECT pgtrickle.create_stream_table(name => 'lab.b', query => $$SELECT id FROM orders$$, refresh_mode => 'IMMEDIATE', initialize => true)");
        s.run("SELECT pgtrickle.create_stream_table_if_not_exists('a', 'SELECT 1 AS x')");
        assertThat(s.rows("SELECT name, refresh_mode, schedule, status, is_populated FROM pgtrickle.pgt_status()"))
                .containsExactly("lab.a|DIFFERENTIAL|500ms|ACTIVE|t", "lab.b|IMMEDIATE|<null>|ACTIVE|t");
        s.run("INSERT INTO orders VALUES (3, 'n', 3)");
        s.run("CALL pgtrickle.refresh_stream_table('a')");
        assertThat(s.rows("SELECT n FROM a WHERE region = 'n'")).containsExactly("2");
        s.run("SELECT pgtrickle.alter_stream_table('a', refresh_mode => 'IMMEDIATE', schedule => 'manual')");
        s.run("SELECT pgtrickle.create_or_replace_stream_table('b', 'SELECT id, region FROM orders')");
        s.run("INSERT INTO orders VALUES (4, 'n', 3)");
        assertThat(s.rows("SELECT n FROM a WHERE region = 'n'")).containsExactly("3");
        assertThat(
                        s.rows(
                                "SELECT action, status, rows_inserted, rows_deleted FROM pgtrickle.get_refresh_history('lab.a')"))
                .containsExactly("DIFFERENTIAL|COMPLETED|1|1");
        s.run("SELECT pgtrickle.drop_stream_table('a'), pgtrickle.drop_stream_table('b', true)");
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.pgt_status()")).containsExactly("0");
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.request")).containsExactly("0");
    }

    @Test
    void errors_are_those_of_the_statements() {
        assertFails("SELECT pgtrickle.create_stream_table('a', 'SELECT nope FROM orders')", "42703");
        assertFails("SELECT pgtrickle.create_stream_table('a', 'SELECT id FROM orders', 'soon')", "22023");
        assertFails("SELECT pgtrickle.create_stream_table('a', 'SELECT id FROM orders', NULL)", "22023");
        assertFails(
                "SELECT pgtrickle.create_stream_table('a', 'SELECT id FROM orders', refresh_mode => 'NEVER')", "22023");
        assertFails("SELECT pgtrickle.create_stream_table('a', 'SELECT id FROM orders', cdc_mode => 'wal')", "0A000");
        assertFails("SELECT pgtrickle.create_stream_table('a', 'SELECT id FROM orders', append_only => true)", "0A000");
        assertFails("SELECT pgtrickle.create_stream_table('a', NULL)", "22023");
        for (String question : List.of("validate_query", "explain_query_rewrite")) {
            assertThatThrownBy(() -> s.rows("SELECT * FROM pgtrickle." + question + "(NULL)"))
                    .hasMessageContaining("parameter \"query\" must not be NULL");
        }
        assertFails("SELECT pgtrickle.drop_stream_table('absent')", "42P01");
        assertFails("SELECT pgtrickle.refresh_stream_table('orders')", "42809");
    }

    private void assertFails(String sql, String sqlState) {
        assertThatThrownBy(() -> s.run(sql))
                .isInstanceOf(SqlError.class)
                .satisfies(e ->
                        assertThat(((SqlError) e).sqlState()).as(e.getMessage()).isEqualTo(sqlState));
    }

    @Test
    void a_failed_request_leaves_nothing_behind() throws Exception {
        assertFails(
                "SELECT pgtrickle.create_stream_table('a', 'SELECT id FROM orders'), pgtrickle.create_stream_table('a', 'SELECT id FROM orders')",
                "42P07");
        assertThat(
                        s.rows(
                                "SELECT (SELECT count(*) FROM pgtrickle.request), (SELECT count(*) FROM pgtrickle.stream_table)"))
                .containsExactly("0|0");
    }

    @Test
    void explain_st_shows_how_it_is_maintained() throws Exception {
        s.run(
                "CREATE STREAM TABLE a AS SELECT o.region, sum(p.amount) AS s FROM orders o JOIN orders p ON o.id = p.id GROUP BY o.region");
        List<String> properties = s.rows("SELECT property FROM pgtrickle.explain_st('a')");
        assertThat(properties)
                .contains(
                        "defining_query",
                        "requested_mode",
                        "refresh_mode",
                        "effective_refresh_mode",
                        "mode_reason",
                        "operator_tree",
                        "delta_query",
                        "frontier",
                        "output_columns",
                        "source_oids");
        assertThat(s.rows("SELECT value FROM pgtrickle.explain_st('a') WHERE property = 'operator_tree'")
                        .getFirst())
                .contains("Aggregate keys=")
                .contains("Scan lab.orders t1")
                .contains("Scan lab.orders t2");
        assertThat(s.rows("SELECT value FROM pgtrickle.explain_st('a') WHERE property = 'delta_query'")
                        .getFirst())
                .contains("-- when lab.orders changes")
                .contains("UNION ALL");
        assertThatThrownBy(() -> s.rows("SELECT * FROM pgtrickle.explain_st('orders')"))
                .hasMessageContaining("does not exist");
    }

    @Test
    void validate_query_tells_what_would_become_of_a_query(Database database) throws Exception {
        List<String> good = validate(database, "SELECT region, count(*) FROM orders GROUP BY region");
        assertThat(good).contains("resolved_refresh_mode|DIFFERENTIAL|INFO");
        List<String> full = validate(database, "SELECT region, amount > EXTRACT(year FROM now()) AS b FROM orders");
        assertThat(full)
                .contains("resolved_refresh_mode|FULL|INFO")
                .anyMatch(r -> r.startsWith("not_maintainable|") && r.contains("now()") && r.endsWith("|WARNING"));
        assertThat(validate(database, "SELECT random() AS r FROM orders")).anyMatch(r -> r.startsWith("error|"));
        assertThatThrownBy(() -> validate(database, "SELECT nope FROM orders"))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining("nope");
    }

    @Test
    void explain_query_rewrite_shows_what_was_understood_and_what_would_run(Database database) throws Exception {
        s.run("CREATE VIEW v AS SELECT id, region AS r, amount FROM orders WHERE amount > 1");
        List<String> steps = explain(database, "SELECT r, sum(amount) AS s FROM v GROUP BY r");
        assertThat(steps)
                .extracting(r -> r.substring(0, r.indexOf("|", r.indexOf("|") + 1)))
                .containsExactly(
                        "canonical_query|t",
                        "operator_tree|t",
                        "refresh_mode|f",
                        "storage|t",
                        "populate_query|t",
                        "delta_query|t");
        assertThat(step(steps, "canonical_query")).contains("FROM lab.v").contains("sum(v.amount) AS s");
        assertThat(step(steps, "operator_tree")).contains("Aggregate keys=").contains("Scan lab.orders t1");
        assertThat(step(steps, "refresh_mode")).isEqualTo("DIFFERENTIAL");
        assertThat(step(steps, "storage"))
                .startsWith("CREATE TABLE pgtrickle_store.")
                .contains("__pgt_");
        assertThat(step(steps, "populate_query")).contains("FROM lab.orders t1").doesNotContain("FROM lab.v");
        assertThat(step(steps, "delta_query"))
                .startsWith("-- when lab.orders changes\n")
                .contains("pgtrickle_changes.changes_of_orders");
        assertThat(s.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace"))
                .as("it creates nothing")
                .containsExactly("0");
    }

    private static String step(List<String> steps, String pass) {
        return steps.stream()
                .filter(r -> r.startsWith(pass + "|"))
                .map(r -> r.substring(r.indexOf("|", pass.length() + 1) + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pass + " in " + steps));
    }

    @Test
    void explain_query_rewrite_shows_the_parts_that_would_be_stored(Database database) throws Exception {
        List<String> steps = explain(
                database,
                "WITH sums AS (SELECT region, sum(amount) AS total FROM orders GROUP BY region)"
                        + " SELECT region, total FROM sums WHERE total = (SELECT max(total) FROM sums)");
        assertThat(steps)
                .filteredOn(r -> r.startsWith("intermediate|t|-- pgtrickle_store.part_"))
                .hasSize(2)
                .anyMatch(r -> r.contains("sum("))
                .anyMatch(r -> r.contains("max("));
        assertThat(step(steps, "query_over_intermediates")).contains("Scan pgtrickle_store.st_");
        assertThat(steps)
                .filteredOn(r -> r.startsWith("delta_query|t|-- when lab.orders changes"))
                .as("one program reads the table")
                .isNotEmpty();
        assertThat(steps)
                .filteredOn(r -> r.startsWith("delta_query|t|-- when pgtrickle_store.st_"))
                .as("the others read what it stores")
                .isNotEmpty();
        assertThat(s.rows("SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace),"
                        + " (SELECT count(*) FROM pgtrickle.stream_table), (SELECT count(*) FROM pgtrickle.capture)"))
                .as("it creates nothing")
                .containsExactly("0|0|0");
    }

    @Test
    void explain_query_rewrite_keeps_no_writer_out(Database database) throws Exception {
        try (Connection writer = engine.bypass("postgres")) {
            writer.setAutoCommit(false);
            Database.rows(writer, "WITH gone AS (DELETE FROM lab.orders RETURNING 1) SELECT * FROM gone");
            assertThat(
                            explain(
                                    database,
                                    "SELECT region FROM orders WHERE amount = (SELECT max(amount) FROM orders) GROUP BY region"))
                    .anyMatch(r -> r.startsWith("intermediate|"));
            writer.rollback();
        }
    }

    @Test
    void explain_query_rewrite_names_the_clause_that_stands_in_the_way(Database database) throws Exception {
        List<String> full = explain(database, "SELECT id FROM orders ORDER BY id LIMIT 1 + 1");
        assertThat(step(full, "refresh_mode")).isEqualTo("FULL");
        assertThat(step(full, "not_maintainable")).isEqualTo("LIMIT with an expression");
        assertThat(step(full, "reason")).startsWith("LIMIT with an expression ");
        assertThat(step(full, "suggestion")).isNotEmpty();
        assertThat(full).noneMatch(r -> r.startsWith("delta_query|"));
        List<String> refused = explain(database, "SELECT random() AS r FROM orders");
        assertThat(step(refused, "refresh_mode")).isEqualTo("none");
        assertThat(step(refused, "error")).contains("random()");
        assertThat(step(refused, "suggestion")).isNotEmpty();
    }

    @Test
    void an_error_in_a_query_that_is_an_argument_says_where_in_the_query(Database database) {
        for (String function : List.of("validate_query", "explain_query_rewrite")) {
            assertThatThrownBy(() -> ask(database, function, "SELECT id FROM orders WHERE FROM"))
                    .isInstanceOfSatisfying(SqlError.class, e -> {
                        assertThat(e.sqlState()).isEqualTo("42601");
                        assertThat(e.position()).isZero();
                        assertThat(e.internalQuery())
                                .isEqualTo(new SqlError.InternalQuery("SELECT id FROM orders WHERE FROM", 29));
                    });
        }
        assertThatThrownBy(() -> s.run("SELECT pgtrickle.create_stream_table('a', 'SELECT nope FROM orders')"))
                .isInstanceOfSatisfying(SqlError.class, e -> {
                    assertThat(e.position()).isZero();
                    assertThat(e.internalQuery()).isEqualTo(new SqlError.InternalQuery("SELECT nope FROM orders", 8));
                });
    }

    private static Refresher.Ongoing noRefresh(long streamTable) {
        throw new AssertionError("nobody asked for a refresh of " + streamTable);
    }

    private static List<String> validate(Database database, String query) throws Exception {
        return ask(database, "validate_query", query);
    }

    private static List<String> explain(Database database, String query) throws Exception {
        return ask(database, "explain_query_rewrite", query);
    }

    /** What proxy and driver do for a statement with an answer: run it, complete, run it again, all in one transaction. */
    private static List<String> ask(Database database, String function, String query) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        Interceptor interceptor = new StreamTableInterceptor(ApiTest::noRefresh);
        String sql = "SELECT * FROM pgtrickle." + function + "($q$" + query + "$q$)";
        assertThat(interceptor.read(sql)).contains(new Interception.Observe(sql, true, ""));
        try (Connection c = source.getConnection()) {
            c.setAutoCommit(false);
            JdbcSession session = new JdbcSession(c, Scope.OWN_TRANSACTION, notice -> {});
            session.query("SET LOCAL search_path = lab");
            assertThat(Database.rows(c, sql)).hasSize(1).first().asString().startsWith("engine|");
            assertThat(interceptor.complete(session)).isEqualTo(Completion.REPEAT);
            List<String> answer = Database.rows(c, sql);
            assertThat(interceptor.complete(session)).isEqualTo(Completion.FINISHED);
            c.commit();
            assertThat(Database.rows(c, "SELECT count(*) FROM pgtrickle.answer"))
                    .containsExactly("0");
            return answer;
        }
    }

    @Test
    void requests_of_sessions_that_bypass_us_are_completed_after_commit(Database database) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        try (Connection direct = engine.bypass("postgres")) {
            Database.rows(direct, "SELECT set_config('search_path', 'lab', false)");
            Database.rows(direct, "SELECT pgtrickle.create_stream_table('a', 'SELECT id FROM orders')");
            Database.rows(direct, "SELECT pgtrickle.create_stream_table('b', 'SELECT nope FROM orders')");
            new BypassRequests(source).completeAll(ApiTest::noRefresh);
            assertThat(Database.rows(direct, "SELECT count(*) FROM a")).containsExactly("2");
            assertThat(Database.rows(direct, "SELECT error FROM pgtrickle.request"))
                    .containsExactly("column \"nope\" does not exist");
            Database.rows(direct, "WITH gone AS (DELETE FROM pgtrickle.request RETURNING 1) SELECT * FROM gone");
        }
    }
}
