package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored parts of a query: created, hidden, kept up to date and removed with the stream table they belong to. */
@ExtendWith(DatabaseExtension.class)
class IntermediatesTest {

    /** The best regions: sums per region, and the largest of them. */
    private static final String BEST = "WITH sums AS (SELECT region, sum(amount) AS total FROM orders GROUP BY region)"
            + " SELECT region, total FROM sums WHERE total = (SELECT max(total) FROM sums)";

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE orders (id int PRIMARY KEY, region int, amount int)");
        s.run("INSERT INTO orders SELECT i, i % 7, i FROM generate_series(1, 100) i");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void create(String mode, String more) throws SQLException {
        s.run("CREATE MATERIALIZED VIEW best WITH (pgtrickle.stream, pgtrickle.schedule = 'manual', pgtrickle.mode = '"
                + mode + "'" + more + ") AS " + BEST);
    }

    private void assertEqual(String step) throws SQLException {
        Oracle.assertEqualsQuery(s.connection(), "best", BEST, Equality.EXACT, step);
    }

    private List<String> parts() throws SQLException {
        return s.rows(
                "SELECT original_query FROM pgtrickle.stream_table WHERE intermediate_of IS NOT NULL ORDER BY program");
    }

    private long objects() throws SQLException {
        return Long.parseLong(
                s.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace")
                        .getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DIFFERENTIAL", "IMMEDIATE"})
    void equal_parts_are_stored_once_and_kept_up_to_date(String mode) throws Exception {
        create(mode, "");
        assertThat(parts()).as("sums, and the largest of them").hasSize(2);
        assertThat(s.rows("SELECT pgt_name FROM pgtrickle.pgt_stream_tables")).containsExactly("best");
        assertThat(s.rows("SELECT value FROM pgtrickle.explain_st('best') WHERE property = 'intermediates'")
                        .getFirst())
                .contains("sum(", "max(");
        for (String change : List.of(
                "UPDATE orders SET amount = amount + 1000 WHERE id = 3",
                "DELETE FROM orders WHERE region = 3",
                "UPDATE orders SET region = 1 WHERE region = 2",
                "INSERT INTO orders SELECT i, NULL, i FROM generate_series(101, 200) i",
                "DELETE FROM orders",
                "INSERT INTO orders VALUES (1, 1, NULL), (2, 2, 5)",
                "TRUNCATE orders",
                "INSERT INTO orders VALUES (1, 1, 4), (2, 2, 5)")) {
            s.run(change);
            s.run("REFRESH MATERIALIZED VIEW best");
            assertEqual(mode + " after " + change);
        }
    }

    @Test
    void they_go_with_the_stream_table() throws Exception {
        long before = objects();
        create("DIFFERENTIAL", "");
        s.run("DROP MATERIALIZED VIEW best");
        assertThat(objects()).isEqualTo(before);
        assertThat(parts()).isEmpty();
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.capture")).containsExactly("0");
    }

    @Test
    void they_go_when_a_source_takes_the_stream_table_along() throws Exception {
        long before = objects();
        create("IMMEDIATE", "");
        s.run("DROP TABLE orders CASCADE");
        s.run("SELECT pgtrickle._remove_orphans()");
        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void they_go_when_nothing_but_parts_and_other_stream_tables_is_read() throws Exception {
        long before = objects();
        s.run("CREATE SCHEMA floor");
        s.run(
                "CREATE MATERIALIZED VIEW floor.low WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS SELECT * FROM orders");
        s.run("CREATE MATERIALIZED VIEW floor.high WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS"
                + " SELECT l.id FROM floor.low l WHERE l.amount > (SELECT max(s) FROM (SELECT n, sum(amount) AS s"
                + " FROM (SELECT amount, count(*) AS n FROM floor.low GROUP BY amount) one GROUP BY n) two)");
        assertThat(parts()).hasSizeGreaterThan(1);
        s.run("DROP SCHEMA floor CASCADE");
        s.run("SELECT pgtrickle._remove_orphans()");
        assertThat(parts()).isEmpty();
        assertThat(objects()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM orders WHERE amount > (SELECT count(*) FROM (SELECT id FROM orders UNION ALL SELECT region FROM orders) b)",
                "SELECT id FROM orders WHERE amount > (SELECT count(*) FROM orders, (SELECT DISTINCT region, amount FROM orders) b)",
                "SELECT id FROM orders WHERE amount > (SELECT count(*) FROM orders, (SELECT id FROM orders ORDER BY amount LIMIT 3) b)"
            })
    void none_of_them_is_recomputed(String query) throws Exception {
        s.run("CREATE MATERIALIZED VIEW counted WITH (pgtrickle.stream, pgtrickle.schedule = 'manual') AS " + query);
        assertThat(s.rows("SELECT DISTINCT refresh_mode FROM pgtrickle.stream_table"))
                .containsExactly("DIFFERENTIAL");
        assertThat(parts()).isNotEmpty();
        s.run("DELETE FROM orders WHERE id % 3 = 0");
        s.run("REFRESH MATERIALIZED VIEW counted");
        Oracle.assertEqualsQuery(s.connection(), "counted", query, Equality.EXACT, "DELETE");
    }

    @Test
    void switching_them_off_and_on_rebuilds() throws Exception {
        create("DIFFERENTIAL", ", pgtrickle.intermediates = 'off'");
        assertThat(parts()).isEmpty();
        long without = objects();
        s.run("ALTER MATERIALIZED VIEW best SET (pgtrickle.intermediates = 'auto')");
        assertThat(parts()).hasSize(2);
        s.run("ALTER MATERIALIZED VIEW best SET (pgtrickle.mode = 'IMMEDIATE')");
        assertThat(parts()).hasSize(2);
        s.run("UPDATE orders SET amount = 7 WHERE id = 9");
        assertEqual("IMMEDIATE after ALTER");
        s.run("ALTER MATERIALIZED VIEW best SET (pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.intermediates = 'off')");
        assertThat(parts()).isEmpty();
        assertThat(objects()).isEqualTo(without);
    }

    @Test
    void a_refresh_inside_a_transaction_sees_its_changes_in_all_parts() throws Exception {
        create("DIFFERENTIAL", "");
        s.connection().setAutoCommit(false);
        s.run("UPDATE orders SET amount = amount + 500 WHERE region = 2");
        s.run("REFRESH MATERIALIZED VIEW best");
        assertEqual("inside the transaction");
        s.run("UPDATE orders SET amount = amount + 5000 WHERE region = 4");
        s.connection().commit();
        s.connection().setAutoCommit(true);
        s.run("REFRESH MATERIALIZED VIEW best");
        assertEqual("after the transaction");
    }

    @Test
    void one_that_was_created_empty_is_filled_with_its_parts() throws Exception {
        s.run("CREATE MATERIALIZED VIEW best WITH (pgtrickle.stream, pgtrickle.schedule = 'manual') AS " + BEST
                + " WITH NO DATA");
        s.run("UPDATE orders SET amount = amount + 500 WHERE region = 2");
        s.run("REFRESH MATERIALIZED VIEW best");
        assertEqual("first fill");
        s.run("UPDATE orders SET amount = amount + 5000 WHERE region = 4");
        s.run("REFRESH MATERIALIZED VIEW best");
        assertEqual("after a change");
    }

    @Test
    void an_index_that_finds_few_rows_makes_them_needless() throws Exception {
        s.run("CREATE TABLE lines (order_id int, amount int)");
        String query =
                "SELECT o.region, max(l.n) AS most FROM orders o JOIN (SELECT order_id, count(*) AS n FROM lines GROUP BY order_id) l"
                        + " ON l.order_id = o.id GROUP BY o.region";
        s.run("CREATE STREAM TABLE a AS " + query);
        assertThat(parts()).hasSize(1);
        s.run("DROP STREAM TABLE a");
        s.run("CREATE INDEX ON lines (order_id)");
        s.run("CREATE STREAM TABLE a AS " + query);
        assertThat(parts()).isEmpty();
        s.run("DROP STREAM TABLE a");
        s.run("INSERT INTO lines SELECT i % 2, i FROM generate_series(1, 1000) i");
        s.run("ANALYZE lines");
        s.run("CREATE STREAM TABLE a AS " + query);
        assertThat(parts()).as("500 rows for an order").hasSize(1);
    }

    @Test
    void a_new_owner_owns_the_parts() throws Exception {
        create("DIFFERENTIAL", "");
        s.run("DROP ROLE IF EXISTS keeper");
        s.run("CREATE ROLE keeper");
        s.run("GRANT ALL ON SCHEMA lab TO keeper");
        s.run("GRANT ALL ON orders TO keeper");
        s.run("ALTER MATERIALIZED VIEW best OWNER TO keeper");
        assertThat(
                        s.rows(
                                "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace"))
                .containsExactly("keeper");
        s.run("UPDATE orders SET amount = amount + 500 WHERE region = 2");
        s.run("REFRESH MATERIALIZED VIEW best");
        assertEqual("with the new owner");
        s.run("DROP MATERIALIZED VIEW best");
        s.run("DROP OWNED BY keeper");
        s.run("DROP ROLE keeper");
    }
}
