package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What can be done with a stream table after it was created. */
@ExtendWith(DatabaseExtension.class)
class LifecycleTest {

    private static final String QUERY =
            "SELECT region, sum(amount) AS total, count(*) AS cnt FROM orders GROUP BY region";

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        s.run("DROP SCHEMA IF EXISTS other CASCADE");
        Lab.open(s, List.of());
        s.run("CREATE TABLE orders (id int PRIMARY KEY, region text, amount numeric)");
        s.run("INSERT INTO orders VALUES (1, 'n', 1.50), (2, 's', 2), (3, NULL, 3)");
        s.run("CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS " + QUERY);
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void assertFails(String sql, String sqlState, String message) {
        assertThatThrownBy(() -> s.run(sql)).satisfies(e -> {
            String state = e instanceof SqlError error ? error.sqlState() : ((SQLException) e).getSQLState();
            assertThat(state).as(e.getMessage()).isEqualTo(sqlState);
            assertThat(e.getMessage()).contains(message);
        });
    }

    private void assertExact(String name) throws SQLException {
        Oracle.assertEqualsQuery(s.connection(), name, QUERY, Equality.EXACT, "lifecycle");
    }

    @Test
    void direct_writes_are_refused() {
        for (String write : List.of(
                "INSERT INTO totals VALUES ('x', 1, 1)",
                "UPDATE totals SET cnt = 0",
                "DELETE FROM totals",
                "DELETE FROM totals WHERE false",
                "TRUNCATE totals",
                "TRUNCATE TABLE ONLY orders, lab.totals")) {
            assertFails(write, "42809", "cannot change stream table \"totals\"");
        }
        assertFails("DROP VIEW totals", "42809", "\"totals\" is not a view");
        assertFails("DROP TABLE totals", "42809", "\"totals\" is not a table");
    }

    @Test
    void only_the_users_columns_are_visible() throws Exception {
        assertThat(s.rows("SELECT attname FROM pg_attribute WHERE attrelid = 'totals'::regclass AND attnum > 0"))
                .containsExactly("region", "total", "cnt");
        assertThat(s.rows("SELECT relkind FROM pg_class WHERE oid = 'totals'::regclass"))
                .containsExactly("v");
    }

    @Test
    void drop_is_restricted_by_dependents_unless_it_cascades() throws Exception {
        s.run("CREATE VIEW over AS SELECT cnt FROM totals");
        s.run("CREATE STREAM TABLE upper_one AS SELECT region FROM totals WHERE cnt > 0");
        assertFails("DROP MATERIALIZED VIEW totals", "2BP01", "cannot drop view totals");
        assertThat(s.run("DROP MATERIALIZED VIEW totals CASCADE")).contains("DROP MATERIALIZED VIEW");
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.stream_table")).containsExactly("0");
        assertThat(s.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace"))
                .containsExactly("0");
        assertThat(s.rows("SELECT to_regclass('over')")).containsExactly("<null>");
    }

    @Test
    void ordinary_materialized_views_are_left_to_the_server() throws Exception {
        s.run("CREATE MATERIALIZED VIEW plain AS SELECT 1 AS one");
        s.run("CREATE MATERIALIZED VIEW plain2 AS SELECT 1 AS one");
        assertThat(s.run("REFRESH MATERIALIZED VIEW plain")).isEmpty();
        assertThat(s.run("ALTER MATERIALIZED VIEW plain RENAME TO simple")).isEmpty();
        assertThat(s.run("COMMENT ON MATERIALIZED VIEW simple IS 'x'")).isEmpty();
        assertThat(s.run("DROP MATERIALIZED VIEW IF EXISTS simple")).isEmpty();
        assertThat(s.run("DROP MATERIALIZED VIEW plain2, totals")).contains("DROP MATERIALIZED VIEW");
        assertThat(s.rows("SELECT to_regclass('plain2'), to_regclass('totals')"))
                .containsExactly("<null>|<null>");
        assertFails("DROP MATERIALIZED VIEW absent", "42P01", "absent");
        assertFails("DROP STREAM TABLE absent", "42P01", "stream table \"absent\" does not exist");
        assertFails("DROP STREAM TABLE orders", "42809", "\"orders\" is not a stream table");
        assertThat(s.run("DROP STREAM TABLE IF EXISTS absent")).contains("DROP STREAM TABLE");
        assertThat(s.notices()).contains("stream table \"absent\" does not exist, skipping");
    }

    @Test
    void sources_are_protected_by_the_server_itself() throws Exception {
        assertFails("DROP TABLE orders", "2BP01", "cannot drop table orders because other objects depend on it");
        assertFails("ALTER TABLE orders DROP COLUMN amount", "2BP01", "other objects depend on it");
        assertFails(
                "ALTER TABLE orders ALTER COLUMN amount TYPE float8",
                "0A000",
                "cannot alter type of a column used by a view");
        s.run("ALTER TABLE orders ADD COLUMN note text DEFAULT 'x'");
        s.run("INSERT INTO orders VALUES (7, 'n', 1, 'y')");
        s.run("ALTER TABLE orders DROP COLUMN note");
        s.run("ALTER TABLE orders RENAME TO purchases");
        s.run("INSERT INTO purchases VALUES (8, 'n', 1)");
        s.run("ALTER TABLE purchases RENAME TO orders");
        assertExact("totals");
    }

    @Test
    void dropping_a_source_with_cascade_takes_the_stream_table_along() throws Exception {
        s.run("CREATE STREAM TABLE d AS SELECT id FROM orders");
        s.run("DROP TABLE orders CASCADE");
        assertThat(s.rows("SELECT to_regclass('totals'), to_regclass('d')")).containsExactly("<null>|<null>");
        assertThat(s.rows("SELECT pgtrickle._remove_orphans()")).containsExactly("2");
        assertThat(
                        s.rows(
                                "SELECT (SELECT count(*) FROM pgtrickle.stream_table), (SELECT count(*) FROM pgtrickle.capture),"
                                        + " (SELECT count(*) FROM pg_class WHERE relnamespace IN ('pgtrickle_store'::regnamespace, 'pgtrickle_changes'::regnamespace))"))
                .containsExactly("0|0|0");
    }

    @Test
    void rename_set_schema_and_rename_column_follow_the_visible_relation() throws Exception {
        s.run("CREATE SCHEMA other");
        assertThat(s.run("ALTER MATERIALIZED VIEW totals RENAME TO sums")).contains("ALTER MATERIALIZED VIEW");
        s.run("ALTER MATERIALIZED VIEW IF EXISTS sums SET SCHEMA other");
        s.run("ALTER STREAM TABLE other.sums RENAME COLUMN cnt TO n");
        s.run("INSERT INTO orders VALUES (4, 'n', 1)");
        assertThat(s.rows("SELECT n FROM other.sums WHERE region = 'n'")).containsExactly("2");
        assertThat(s.rows("SELECT pgt_schema, pgt_name FROM pgtrickle.pgt_stream_tables"))
                .containsExactly("other|sums");
        assertFails(
                "ALTER MATERIALIZED VIEW absent SET (pgtrickle.mode = FULL)",
                "42P01",
                "stream table \"absent\" does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DIFFERENTIAL", "FULL", "AUTO", "IMMEDIATE"})
    void the_mode_can_be_changed_to(String mode) throws Exception {
        s.run("CREATE STREAM TABLE start WITH (mode = " + (mode.equals("IMMEDIATE") ? "FULL" : "IMMEDIATE") + ") AS "
                + QUERY);
        s.run("CREATE INDEX start_region ON start (region)");
        s.run("GRANT SELECT ON start TO pg_monitor");
        List<String> identity = s.rows(
                "SELECT 'start'::regclass::oid, pgt_id FROM pgtrickle.pgt_stream_tables WHERE pgt_name = 'start'");
        s.run("ALTER STREAM TABLE start SET (mode = " + mode + ")");
        for (int i = 10; i < 15; i++) {
            s.run("INSERT INTO orders VALUES (" + i + ", 'n', " + i + ")");
            s.run("UPDATE orders SET region = 's' WHERE id = 1");
            s.run("REFRESH MATERIALIZED VIEW start");
            assertExact("start");
        }
        assertThat(
                        s.rows(
                                "SELECT 'start'::regclass::oid, pgt_id FROM pgtrickle.pgt_stream_tables WHERE pgt_name = 'start'"))
                .isEqualTo(identity);
        assertThat(s.rows("SELECT refresh_mode FROM pgtrickle.pgt_stream_tables WHERE pgt_name = 'start'"))
                .containsExactly(mode.equals("AUTO") ? "DIFFERENTIAL" : mode);
        assertThat(s.rows("SELECT has_table_privilege('pg_monitor', 'start', 'SELECT')"))
                .containsExactly("t");
        assertThat(s.rows("SELECT count(*) FROM pg_indexes WHERE indexname = 'start_region'"))
                .containsExactly("1");
        assertThat(
                        s.rows(
                                "SELECT count(DISTINCT relname) FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace AND relname ~ '^st_' AND relkind = 'r'"))
                .containsExactly("2");
    }

    @Test
    void a_query_can_be_changed_in_place() throws Exception {
        s.run(
                "ALTER STREAM TABLE totals QUERY SELECT region, sum(amount) AS total, count(*) AS cnt, max(id) AS last FROM orders GROUP BY region");
        s.run("INSERT INTO orders VALUES (9, 'n', 1)");
        assertThat(s.rows("SELECT last FROM totals WHERE region = 'n'")).containsExactly("9");
        assertFails(
                "ALTER STREAM TABLE totals QUERY SELECT region FROM orders", "42P16", "cannot drop columns from view");
        assertThat(s.rows("SELECT last FROM totals WHERE region = 'n'")).containsExactly("9");
    }

    @Test
    void an_index_on_a_stream_table_serves_its_readers() throws Exception {
        s.run("CREATE INDEX CONCURRENTLY IF NOT EXISTS by_region ON lab.totals USING btree (region)");
        s.run("INSERT INTO orders SELECT i, 'r' || i, 1 FROM generate_series(100, 3000) i");
        s.run("SELECT pgtrickle._fold(pgt_id) FROM pgtrickle.stream_table");
        s.run("ANALYZE pgtrickle_store.st_"
                + s.rows("SELECT program FROM pgtrickle.stream_table").getFirst());
        assertThat(String.join("\n", s.rows("EXPLAIN SELECT * FROM totals WHERE region = 'r200'")))
                .contains("by_region");
        s.run("CREATE INDEX plain_index ON orders (region)");
        assertThat(s.rows("SELECT tablename FROM pg_indexes WHERE indexname = 'plain_index'"))
                .containsExactly("orders");
        s.run("DELETE FROM orders WHERE id >= 100");
        assertExact("totals");
    }

    @Test
    void comments_and_grants_are_those_of_a_view() throws Exception {
        s.run("COMMENT ON MATERIALIZED VIEW totals IS 'sums per region'");
        assertThat(s.rows("SELECT obj_description('totals'::regclass)")).containsExactly("sums per region");
        s.run("GRANT SELECT ON totals TO pg_monitor");
        assertThat(s.rows("SELECT has_table_privilege('pg_monitor', 'totals', 'SELECT')"))
                .containsExactly("t");
    }

    @Test
    void a_refresh_inside_a_transaction_shows_and_undoes_its_own_changes() throws Exception {
        s.run("CREATE STREAM TABLE d WITH (schedule = manual) AS " + QUERY);
        s.connection().setAutoCommit(false);
        s.run("INSERT INTO orders VALUES (20, 'n', 5)");
        s.run("REFRESH MATERIALIZED VIEW d");
        assertExact("d");
        s.run("INSERT INTO orders VALUES (21, 'n', 6)");
        s.connection().rollback();
        s.connection().setAutoCommit(true);
        assertExact("d");
        s.connection().setAutoCommit(false);
        s.run("INSERT INTO orders VALUES (20, 'n', 5)");
        s.run("REFRESH MATERIALIZED VIEW d");
        s.run("INSERT INTO orders VALUES (21, 'n', 6)");
        s.run("DELETE FROM orders WHERE id = 20");
        s.connection().commit();
        s.connection().setAutoCommit(true);
        assertThat(engine.refresh("lab.d").action().name()).isEqualTo("DIFFERENTIAL");
        assertExact("d");
        assertThat(engine.refresh("lab.d").action().name()).isEqualTo("NO_DATA");
    }

    @Test
    void one_created_after_writes_of_the_same_transaction_counts_each_change_once() throws Exception {
        s.run("CREATE STREAM TABLE already_captured WITH (schedule = manual) AS SELECT * FROM orders");
        s.connection().setAutoCommit(false);
        s.run("INSERT INTO orders VALUES (30, 'n', 1)");
        s.run("UPDATE orders SET amount = 10 WHERE id = 1");
        s.run("CREATE STREAM TABLE d WITH (schedule = manual) AS " + QUERY);
        s.run("INSERT INTO orders VALUES (31, 'n', 2)");
        s.run("DELETE FROM orders WHERE id = 30");
        s.connection().commit();
        s.connection().setAutoCommit(true);
        assertThat(engine.refresh("lab.d").action().name()).isEqualTo("DIFFERENTIAL");
        assertExact("d");
        assertThat(engine.refresh("lab.already_captured").action().name()).isEqualTo("DIFFERENTIAL");
        assertThat(s.rows("SELECT count(*) FROM already_captured")).containsExactly("4");
    }

    @Test
    void a_renamed_column_is_followed_and_until_then_writes_fail_rather_than_get_lost(Database database)
            throws Exception {
        s.run("CREATE STREAM TABLE d WITH (schedule = manual) AS " + QUERY);
        s.run("ALTER TABLE orders RENAME COLUMN amount TO price");
        assertFails("INSERT INTO orders VALUES (50, 'n', 1)", "42703", "amount");
        s.run("SELECT pgtrickle._follow_renames()");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        try (Connection c = database.connect()) {
            new RenameRepair(source).run(new JdbcSession(c, Scope.OWN_TRANSACTION, notice -> {}));
        }
        s.run("INSERT INTO orders VALUES (50, 'n', 1)");
        s.run("UPDATE orders SET price = 7 WHERE id = 1");
        s.run("REFRESH MATERIALIZED VIEW d");
        String now = QUERY.replace("amount", "price");
        Oracle.assertEqualsQuery(s.connection(), "totals", now, Equality.EXACT, "renamed");
        Oracle.assertEqualsQuery(s.connection(), "d", now, Equality.EXACT, "renamed");
        s.run("DELETE FROM orders WHERE id = 50");
        assertThat(engine.refresh("lab.d").action().name()).isEqualTo("DIFFERENTIAL");
        Oracle.assertEqualsQuery(s.connection(), "d", now, Equality.EXACT, "renamed");
    }
}
