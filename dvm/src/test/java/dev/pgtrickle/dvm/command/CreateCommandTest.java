package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.AbstractObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class CreateCommandTest {

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE orders (id int PRIMARY KEY, region text, amount numeric)");
        s.run("INSERT INTO orders VALUES (1, 'n', 1.50), (2, 's', 2), (3, NULL, 3)");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private AbstractObjectAssert<?, SqlError> assertFails(String sql, String sqlState) {
        return assertThatThrownBy(() -> s.run(sql))
                .isInstanceOf(SqlError.class)
                .asInstanceOf(type(SqlError.class))
                .satisfies(e -> assertThat(e.sqlState()).as(e.message()).isEqualTo(sqlState));
    }

    private String mode(String name) throws SQLException {
        return s.rows(
                        "SELECT refresh_mode || coalesce(': ' || mode_reason, '') FROM pgtrickle.pgt_stream_tables WHERE pgt_name = '"
                                + name + "'")
                .getFirst();
    }

    @Test
    void a_filled_one_reports_its_rows_as_the_server_does() throws Exception {
        assertThat(s.run("CREATE MATERIALIZED VIEW a WITH (pgtrickle.stream) AS SELECT id FROM orders"))
                .contains("SELECT 3");
        assertThat(
                        s.run(
                                "create /* x */ materialized view b with (\"pgtrickle\".stream = true) as select id from orders with data;"))
                .contains("SELECT 3");
        assertThat(s.run("CREATE STREAM TABLE c AS SELECT id FROM orders")).contains("CREATE STREAM TABLE");
        assertThat(s.rows("SELECT count(*) FROM a JOIN b USING (id) JOIN c USING (id)"))
                .containsExactly("3");
    }

    @Test
    void auto_means_differential_where_that_is_exact_and_full_with_a_reason_elsewhere() throws Exception {
        s.run("CREATE STREAM TABLE a AS SELECT region, count(*) FROM orders GROUP BY region");
        s.run("CREATE STREAM TABLE b AS SELECT id FROM orders ORDER BY id LIMIT 1 + 1");
        s.run("CREATE STREAM TABLE c AS SELECT id, now() - interval '1 day' AS t FROM orders");
        s.run("CREATE STREAM TABLE d AS SELECT region, string_agg(id::text, ',') AS l FROM orders GROUP BY region");
        s.run("CREATE STREAM TABLE e (k, v) WITH (mode = 'full') AS SELECT id, region FROM orders");
        assertThat(mode("a")).isEqualTo("DIFFERENTIAL");
        assertThat(mode("b")).isEqualTo("FULL: LIMIT with an expression is not maintained incrementally");
        assertThat(mode("c"))
                .isEqualTo(
                        "FULL: (now() - '1 day'::interval) depends on the time, which is maintained in WHERE, HAVING and the conditions of joins only");
        assertThat(mode("d")).isEqualTo("DIFFERENTIAL");
        assertThat(mode("e")).isEqualTo("FULL");
        assertThat(s.rows("SELECT k, v FROM e ORDER BY k")).containsExactly("1|n", "2|s", "3|<null>");
        assertThat(s.notices())
                .contains("stream table \"b\" will be recomputed at each refresh (mode FULL)")
                .doesNotContain("stream table \"e\" will be recomputed at each refresh (mode FULL)");
    }

    @Test
    void what_cannot_be_maintained_is_an_error_in_an_incremental_mode() {
        for (String mode : List.of("DIFFERENTIAL", "IMMEDIATE")) {
            assertFails(
                            "CREATE STREAM TABLE b WITH (mode = '" + mode
                                    + "') AS SELECT id FROM orders ORDER BY id LIMIT 1 + 1",
                            "0A000")
                    .satisfies(e -> {
                        assertThat(e.message()).isEqualTo("this query cannot be maintained in mode " + mode);
                        assertThat(e.detail()).isEqualTo("LIMIT with an expression is not maintained incrementally.");
                        assertThat(e.hint())
                                .isEqualTo("Write a plain number. Mode AUTO recomputes such a query and says why.");
                    });
        }
    }

    @Test
    void volatile_functions_are_found_by_oid_and_refused() throws Exception {
        s.run("CREATE FUNCTION lab.dice(int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT $1'");
        s.run("CREATE FUNCTION lab.dice(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'");
        s.run("CREATE VIEW lab.v AS SELECT id, dice(id) AS d FROM orders");
        for (String query :
                List.of("SELECT id, random() FROM orders", "SELECT dice(id) FROM orders", "SELECT d FROM v")) {
            assertFails("CREATE STREAM TABLE b AS " + query, "0A000")
                    .satisfies(e -> assertThat(e.message()).contains("must not use volatile functions"));
        }
        s.run("CREATE STREAM TABLE ok AS SELECT id, dice(region) AS r FROM orders");
        s.run("CREATE STREAM TABLE full_ok WITH (mode = FULL) AS SELECT id, dice(id) AS r FROM orders");
        assertThat(mode("ok")).isEqualTo("DIFFERENTIAL");
    }

    @Test
    void arbitrary_rows_are_refused_unless_everything_is_recomputed() throws Exception {
        s.run("CREATE VIEW lab.some_orders AS SELECT id FROM orders LIMIT 2");
        for (String query : List.of(
                "SELECT id FROM orders LIMIT 2",
                "SELECT id FROM orders OFFSET 1",
                "SELECT o.id FROM orders o, (SELECT id FROM orders LIMIT 1) x",
                "SELECT id, (SELECT p.id FROM orders p LIMIT 1) AS p FROM orders",
                "SELECT id FROM some_orders")) {
            for (String mode : List.of("AUTO", "DIFFERENTIAL", "IMMEDIATE")) {
                assertFails("CREATE STREAM TABLE b WITH (mode = '" + mode + "') AS " + query, "0A000")
                        .satisfies(e -> {
                            assertThat(e.message())
                                    .isEqualTo("a stream table's query must not use LIMIT or OFFSET without ORDER BY");
                            assertThat(e.detail()).isNotNull();
                            assertThat(e.hint()).contains("Add ORDER BY");
                        });
            }
        }
        s.run("CREATE STREAM TABLE ok AS SELECT o.id FROM orders o WHERE EXISTS (SELECT FROM orders p LIMIT 1)");
        s.run("CREATE STREAM TABLE all_of_them AS SELECT id FROM orders LIMIT ALL");
        s.run("CREATE STREAM TABLE one AS SELECT count(*) AS n FROM orders LIMIT 1");
        s.run("CREATE STREAM TABLE full_ok WITH (mode = FULL) AS SELECT id FROM orders LIMIT 2");
        assertThat(mode("ok")).isEqualTo("DIFFERENTIAL");
        assertThat(mode("all_of_them")).isEqualTo("DIFFERENTIAL");
        assertThat(mode("full_ok")).isEqualTo("FULL");
    }

    @Test
    void unknown_options_are_refused_with_the_list_of_valid_ones() {
        assertFails("CREATE MATERIALIZED VIEW b WITH (pgtrickle.stream, pgtrickle.frobnicate = 1) AS SELECT 1", "22023")
                .satisfies(
                        e -> assertThat(e.hint())
                                .isEqualTo(
                                        "Valid options are pgtrickle.stream, pgtrickle.mode, pgtrickle.schedule, pgtrickle.initialize, pgtrickle.intermediates, pgtrickle.immediate."));
        assertFails("CREATE MATERIALIZED VIEW b WITH (pgtrickle.stream, fillfactor = 70) AS SELECT 1", "22023");
        assertFails("CREATE MATERIALIZED VIEW b WITH (pgtrickle.mode = 'FULL') AS SELECT 1", "22023")
                .satisfies(e -> assertThat(e.hint()).contains("Add pgtrickle.stream"));
        assertFails(
                "CREATE MATERIALIZED VIEW b WITH (pgtrickle.stream, pgtrickle.mode = 'SOMETIMES') AS SELECT 1",
                "22023");
        assertFails(
                "CREATE MATERIALIZED VIEW b WITH (pgtrickle.stream, pgtrickle.schedule = '5 parsecs') AS SELECT 1",
                "22023");
        assertFails("CREATE STREAM TABLE b WITH (mode = FULL, mode = AUTO) AS SELECT 1", "42601");
    }

    @Test
    void errors_in_the_query_point_into_the_statement() {
        String sql = "CREATE MATERIALIZED VIEW b WITH (pgtrickle.stream) AS SELECT id, nowhere FROM orders";
        assertFails(sql, "42703").satisfies(e -> assertThat(e.position()).isEqualTo(sql.indexOf("nowhere") + 1));
        String typo = "CREATE STREAM TABLE \"ü\" AS SELECT id FRM orders WHERE";
        assertFails(typo, "42601").satisfies(e -> assertThat(e.position()).isGreaterThan(typo.indexOf("SELECT")));
        assertFails("CREATE STREAM TABLE b AS SELECT * FROM absent", "42P01");
        assertFails("CREATE STREAM TABLE b (x, y, z) AS SELECT id FROM orders", "42601");
        assertFails("CREATE STREAM TABLE b AS SELECT id, id FROM orders", "42701");
        assertFails("CREATE STREAM TABLE b AS SELECT id AS __pgt_x FROM orders", "42939");
        assertFails("CREATE STREAM TABLE b AS DELETE FROM orders RETURNING id", "42601");
        assertFails("CREATE STREAM TABLE b AS SELECT id FROM orders FOR UPDATE", "0A000");
        assertFails("CREATE STREAM TABLE b AS SELECT $1::int AS x", "42P02");
    }

    @Test
    void temporary_sources_are_refused_as_for_materialized_views() throws Exception {
        s.run("CREATE TEMP TABLE tt (a int)");
        assertFails("CREATE STREAM TABLE b AS SELECT a FROM tt", "0A000")
                .satisfies(
                        e -> assertThat(e.message()).isEqualTo("stream tables must not use temporary tables or views"));
    }

    @Test
    void names_that_exist() throws Exception {
        s.run("CREATE STREAM TABLE a AS SELECT id FROM orders");
        assertFails("CREATE STREAM TABLE a AS SELECT id FROM orders", "42P07");
        assertFails("CREATE STREAM TABLE orders AS SELECT id FROM orders", "42P07");
        assertThat(s.run("CREATE MATERIALIZED VIEW IF NOT EXISTS a WITH (pgtrickle.stream) AS SELECT 1 AS one"))
                .isPresent();
        assertThat(s.notices()).contains("relation \"a\" already exists, skipping");
        assertThat(s.rows("SELECT count(*) FROM a")).containsExactly("3");
    }

    @Test
    void odd_names_work() throws Exception {
        s.run("CREATE TABLE \"My \"\"Table\" (\"select\" int PRIMARY KEY, \"Größe\" text, \"a.b\" int)");
        s.run("INSERT INTO \"My \"\"Table\" VALUES (1, 'x', 2)");
        String name = "\"" + "ö".repeat(31) + "\"";
        s.run("CREATE MATERIALIZED VIEW lab." + name
                + " (\"Total \"\"x\"\"\", \"order\") WITH (pgtrickle.stream, pgtrickle.mode = IMMEDIATE) AS"
                + " SELECT sum(\"a.b\"), \"Größe\" FROM \"My \"\"Table\" GROUP BY \"Größe\"");
        s.run("INSERT INTO \"My \"\"Table\" VALUES (2, 'x', 5), (3, NULL, 1)");
        assertThat(s.rows("SELECT \"order\", \"Total \"\"x\"\"\" FROM " + name + " ORDER BY 1"))
                .containsExactly("x|7", "<null>|1");
    }

    @Test
    void with_no_data_cannot_be_read_until_it_is_refreshed() throws Exception {
        assertThat(s.run("CREATE MATERIALIZED VIEW a WITH (pgtrickle.stream) AS SELECT id FROM orders WITH NO DATA"))
                .contains("CREATE MATERIALIZED VIEW");
        assertThatThrownBy(() -> s.rows("SELECT * FROM a"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("materialized view \"a\" has not been populated");
        s.run("INSERT INTO orders VALUES (4, 'e', 4)");
        assertThat(s.run("REFRESH MATERIALIZED VIEW a")).contains("REFRESH MATERIALIZED VIEW");
        assertThat(s.rows("SELECT count(*) FROM a")).containsExactly("4");
        s.run("INSERT INTO orders VALUES (5, 'e', 4)");
        s.run("REFRESH MATERIALIZED VIEW CONCURRENTLY a");
        assertThat(s.rows("SELECT count(*) FROM a")).containsExactly("5");
    }

    @Test
    void a_rolled_back_creation_leaves_nothing() throws Exception {
        String leftovers =
                "SELECT (SELECT count(*) FROM pgtrickle.stream_table), (SELECT count(*) FROM pgtrickle.capture),"
                        + " (SELECT count(*) FROM pg_class WHERE relnamespace IN ('pgtrickle_store'::regnamespace, 'pgtrickle_changes'::regnamespace)),"
                        + " (SELECT count(*) FROM pg_proc WHERE pronamespace IN ('pgtrickle_store'::regnamespace, 'pgtrickle_changes'::regnamespace)),"
                        + " (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'orders'::regclass)";
        List<String> before = s.rows(leftovers);
        s.connection().setAutoCommit(false);
        s.run("CREATE MATERIALIZED VIEW a WITH (pgtrickle.stream) AS SELECT id FROM orders");
        s.run(
                "CREATE MATERIALIZED VIEW b WITH (pgtrickle.stream, pgtrickle.mode = IMMEDIATE) AS SELECT sum(id) AS s FROM orders");
        s.run("INSERT INTO orders VALUES (9, 'x', 1)");
        assertThat(s.rows("SELECT s FROM b")).containsExactly("15");
        s.connection().rollback();
        s.connection().setAutoCommit(true);
        assertThat(s.rows(leftovers)).isEqualTo(before);
        s.run("CREATE STREAM TABLE a AS SELECT id FROM orders");
        s.run("DROP STREAM TABLE a");
        assertThat(s.rows(leftovers)).isEqualTo(before);
    }

    @Test
    void a_snapshot_that_is_already_taken_is_refused() throws Exception {
        s.connection().setAutoCommit(false);
        s.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        s.run("SELECT 1");
        assertFails("CREATE STREAM TABLE a AS SELECT id FROM orders", "25001");
        s.connection().rollback();
        s.connection().setAutoCommit(true);
    }

    @Test
    void or_replace_keeps_the_visible_relation() throws Exception {
        s.run("CREATE OR REPLACE STREAM TABLE a AS SELECT id, region FROM orders");
        s.run("CREATE VIEW over AS SELECT region FROM a");
        s.run("CREATE INDEX a_region ON a (region)");
        List<String> identity = s.rows("SELECT 'a'::regclass::oid, pgt_id FROM pgtrickle.pgt_stream_tables");
        s.run("CREATE OR REPLACE STREAM TABLE a AS SELECT id, region FROM orders");
        assertThat(s.rows("SELECT program = pgt_id FROM pgtrickle.stream_table"))
                .containsExactly("t");
        s.run("CREATE OR REPLACE STREAM TABLE a AS SELECT id, region, amount FROM orders WHERE region IS NOT NULL");
        assertThat(s.rows("SELECT 'a'::regclass::oid, pgt_id FROM pgtrickle.pgt_stream_tables"))
                .isEqualTo(identity);
        assertThat(s.rows("SELECT id, amount FROM a ORDER BY id")).containsExactly("1|1.50", "2|2");
        assertThat(s.rows("SELECT indexdef FROM pg_indexes WHERE indexname = 'a_region'")
                        .getFirst())
                .contains("(region)");
        assertFails("CREATE OR REPLACE STREAM TABLE a AS SELECT region FROM orders", "42P16")
                .satisfies(e -> assertThat(e.hint()).contains("Drop the stream table"));
        assertThat(s.rows("SELECT count(*) FROM over")).containsExactly("2");
    }

    @Test
    void order_by_is_ignored_and_said_so() throws Exception {
        s.run("CREATE STREAM TABLE a AS SELECT id FROM orders ORDER BY id DESC");
        assertThat(s.notices()).contains("ORDER BY is ignored: a stream table has no order of its own");
        assertThat(mode("a")).isEqualTo("DIFFERENTIAL");
    }

    @Test
    void views_are_sources() throws Exception {
        s.run("CREATE VIEW v1 AS SELECT id, region AS r, amount * 2 AS twice FROM orders WHERE id > 1");
        s.run("CREATE VIEW v2 (x, y) AS SELECT v.twice, w.r FROM v1 v JOIN v1 w ON w.id = v.id");
        s.run(
                "CREATE MATERIALIZED VIEW a WITH (pgtrickle.stream, pgtrickle.mode = IMMEDIATE) AS SELECT y, sum(x) AS s FROM v2 GROUP BY y");
        s.run("INSERT INTO orders VALUES (4, 's', 10)");
        assertThat(s.rows("SELECT y, s FROM a ORDER BY y")).containsExactly("s|24", "<null>|6");
        assertThatThrownBy(() -> s.run("DROP VIEW v1")).isInstanceOf(SQLException.class);
    }

    @Test
    void a_stream_table_reads_another_one() throws Exception {
        s.run(
                "CREATE STREAM TABLE a WITH (mode = IMMEDIATE) AS SELECT region, count(*) AS c FROM orders GROUP BY region");
        s.run("CREATE STREAM TABLE b AS SELECT c, count(*) AS n FROM a GROUP BY c");
        s.run("CREATE STREAM TABLE d WITH (mode = IMMEDIATE) AS SELECT c FROM a");
        assertThat(mode("b")).isEqualTo("DIFFERENTIAL");
        s.run("INSERT INTO orders VALUES (4, 's', 10)");
        s.run("REFRESH MATERIALIZED VIEW b");
        assertThat(s.rows("SELECT c, n FROM b ORDER BY c")).containsExactly("1|2", "2|1");
        assertThat(s.rows("SELECT c FROM d ORDER BY c")).containsExactly("1", "1", "2");
        assertFails("DROP STREAM TABLE a", "2BP01");
        s.run("DROP STREAM TABLE a CASCADE");
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.stream_table")).containsExactly("0");
    }

    @Test
    void a_stream_table_that_was_never_filled_cannot_be_read() throws Exception {
        s.run("CREATE MATERIALIZED VIEW a WITH (pgtrickle.stream) AS SELECT region FROM orders WITH NO DATA");
        assertFails("CREATE STREAM TABLE b AS SELECT region FROM a", "55000");
        s.run("REFRESH MATERIALIZED VIEW a");
        s.run("CREATE STREAM TABLE b AS SELECT region FROM a");
        assertThat(mode("b")).isEqualTo("DIFFERENTIAL");
    }

    @Test
    void a_transaction_that_created_one_cannot_be_prepared_and_leaves_nothing() throws Exception {
        s.connection().setAutoCommit(false);
        s.run("CREATE STREAM TABLE a AS SELECT id FROM orders");
        assertThatThrownBy(() -> s.run("PREPARE TRANSACTION 'with_analysis'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("temporary");
        s.connection().rollback();
        s.connection().setAutoCommit(true);
        assertThat(s.rows("SELECT to_regclass('a')")).containsExactly("<null>");
    }
}
