package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IMMEDIATE stream tables to whose log writers append. */
@ExtendWith(DatabaseExtension.class)
class AppendLayoutTest {

    private static final String QUERY = "SELECT k, count(*) AS n, sum(v) AS s FROM t GROUP BY k";
    private static final String FOLD = "SELECT pgtrickle._fold(pgt_id) FROM pgtrickle.stream_table";

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(
                s,
                List.of(
                        "CREATE TABLE t (id serial PRIMARY KEY, k int, v numeric)",
                        "CREATE TABLE u (k int PRIMARY KEY, name text)",
                        "INSERT INTO t (k, v) SELECT i % 7, i FROM generate_series(1, 50) i",
                        "CREATE STREAM TABLE totals WITH (mode = IMMEDIATE) AS " + QUERY));
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void assertExact(String at) throws SQLException {
        Oracle.assertEqualsQuery(s.connection(), "totals", QUERY, Equality.EXACT, at);
    }

    private String log() throws SQLException {
        return s.rows("SELECT log_relid FROM pgtrickle.stream_table WHERE view_relid = 'totals'::regclass")
                .getFirst();
    }

    private String logged() throws SQLException {
        return s.rows("SELECT count(*) FROM " + log()).getFirst();
    }

    private String layout(String name) throws SQLException {
        return s.rows("SELECT value FROM pgtrickle.explain_st('" + name + "') WHERE property = 'layout'")
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "SELECT k, count(v), avg(v) FROM t WHERE v > 3 GROUP BY k HAVING sum(v) > 5 | -",
                "SELECT count(*) FROM t | -",
                "SELECT k, max(v) FROM t GROUP BY k | an aggregate is not made of sums",
                "SELECT k, sum(v::float8) FROM t GROUP BY k | an aggregate is not made of sums",
                "SELECT id, v FROM t | rows are no sums",
                "SELECT name, sum(v) FROM t JOIN u USING (k) GROUP BY name | what a change contributes depends on other tables",
                "SELECT k, count(*) FROM (SELECT DISTINCT k, v FROM t) d GROUP BY k | the writers of stream tables that others read take turns",
                "SELECT k, sum(v) FROM t GROUP BY k ORDER BY 2 LIMIT 3 | the first groups are found in the storage",
            })
    void explain_st_says_how_writers_are_treated_and_why(String query, String why) throws Exception {
        s.run("CREATE STREAM TABLE st WITH (mode = IMMEDIATE) AS " + query);
        assertThat(layout("st"))
                .isEqualTo(
                        why == null
                                ? "writers append what they contribute and wait for nobody; readers merge it with the storage, into which it is folded"
                                : "changes are applied when a statement ends, and transactions that write its sources take turns until commit; through proxy or driver"
                                        + " they are applied before COMMIT or before they are read, and take turns from then on, because "
                                        + why);
        s.run("CREATE STREAM TABLE turns WITH (mode = IMMEDIATE, immediate = statement) AS " + query);
        assertThat(layout("turns")).endsWith("because pgtrickle.immediate is statement");
    }

    @Test
    void a_large_statement_appends_one_row_for_each_group_that_it_changes() throws Exception {
        s.run("INSERT INTO t (k, v) SELECT i % 2, i FROM generate_series(1, 1000) i");
        assertThat(logged()).as("ten rows as they are, the others by group").isEqualTo("12");
        s.run("UPDATE t SET v = v");
        s.run("UPDATE t SET id = id + 5000 WHERE k = 3");
        assertThat(logged()).as("nothing changed for any group").isEqualTo("12");
        s.run("UPDATE t SET v = v + 1 WHERE k = 3");
        assertThat(logged()).isEqualTo("13");
        assertExact("appended");
        s.run(FOLD);
        assertThat(logged()).isEqualTo("0");
        assertExact("folded");
    }

    @Test
    void a_condition_on_a_key_is_looked_for_in_the_storage_by_index_and_in_the_log() throws Exception {
        s.run("INSERT INTO t (k, v) SELECT i, i FROM generate_series(1, 20000) i");
        s.run(FOLD);
        s.run("CREATE INDEX ON totals (k)");
        s.run("ANALYZE "
                + s.rows("SELECT storage_relid FROM pgtrickle.stream_table").getFirst());
        String plan = String.join("\n", s.rows("EXPLAIN (COSTS OFF) SELECT * FROM totals WHERE k = 5"));
        assertThat(plan).containsPattern("Index Cond: \\(k = 5\\)").containsPattern("Filter: \\(k1 = 5\\)");
    }

    @Test
    void whoever_folds_second_goes_on() throws Exception {
        s.run("INSERT INTO t (k, v) VALUES (1, 1)");
        try (InterceptedSession other = engine.session()) {
            s.connection().setAutoCommit(false);
            s.run(FOLD);
            other.run("SET search_path = lab");
            other.run("SET statement_timeout = '10s'");
            other.run("INSERT INTO t (k, v) VALUES (1, 2)");
            other.run(FOLD);
            Oracle.assertEqualsQuery(other.connection(), "totals", QUERY, Equality.EXACT, "while another one folds");
            s.connection().commit();
            s.connection().setAutoCommit(true);
        }
        assertThat(logged()).isEqualTo("1");
        assertExact("one fold");
    }

    @Test
    void without_an_engine_writers_fold_now_and_then() throws Exception {
        s.run("INSERT INTO t (k, v) SELECT i, 1 FROM generate_series(1, 5000) i");
        int most = 0;
        int rows = Integer.parseInt(logged());
        // Who gets which number is not ours to say: others may take some in between, and a writer that is not alone
        // goes on.
        for (int i = 0; i < 10_000 && rows >= most; i++) {
            most = rows;
            s.run("INSERT INTO t (k, v) VALUES (1, 1)");
            rows = Integer.parseInt(logged());
        }
        assertThat(rows).as("rows in the log").isLessThan(most);
        assertExact("folded by writers");
    }

    @Test
    void decimals_of_some_ten_thousand_digits_are_exact_and_longer_ones_are_refused_unless_writers_take_turns()
            throws Exception {
        String insert = "INSERT INTO t (k, v) SELECT 1, ('0.' || repeat('1', %d))::numeric FROM generate_series(1, 20)";
        s.run(insert.formatted(10_900));
        assertExact("appended");
        s.run(FOLD);
        assertExact("folded");
        s.run("DELETE FROM t WHERE scale(v) = 10900 AND id % 2 = 0");
        assertExact("fewer");
        assertThatThrownBy(() -> s.run(insert.formatted(10_950)))
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("22003");
        s.run("ALTER MATERIALIZED VIEW totals SET (pgtrickle.immediate = 'statement')");
        s.run(insert.formatted(10_950));
        assertExact("turns");
    }

    @Test
    void recomputing_takes_what_is_in_the_log_and_leaves_what_others_have_not_committed() throws Exception {
        try (InterceptedSession other = engine.session()) {
            other.run("SET search_path = lab");
            other.connection().setAutoCommit(false);
            other.run("INSERT INTO t (k, v) VALUES (1, 100), (99, 1)");
            s.run("INSERT INTO t (k, v) VALUES (1, 10)");
            s.run("REFRESH MATERIALIZED VIEW totals");
            assertExact("before the other one commits");
            assertThat(logged()).isEqualTo("0");
            other.connection().commit();
        }
        assertThat(logged()).isEqualTo("2");
        assertExact("after it");
        s.run(FOLD);
        assertExact("folded");
    }

    @Test
    void recomputing_from_a_snapshot_older_than_a_fold_is_refused() throws Exception {
        try (InterceptedSession old = engine.session()) {
            old.run("SET search_path = lab");
            old.connection().setAutoCommit(false);
            old.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            old.run("SELECT count(*) FROM u");
            s.run("INSERT INTO t (k, v) VALUES (77, 1)");
            s.run(FOLD);
            assertThatThrownBy(() -> old.run("REFRESH MATERIALIZED VIEW totals"))
                    .hasMessageContaining("could not serialize access");
            old.connection().rollback();
        }
        assertExact("refused");
    }

    @Test
    void an_expression_that_fails_fails_readers_as_in_the_query_and_loses_nothing() throws Exception {
        String query = "SELECT k, 100 / sum(v) AS p FROM t GROUP BY k";
        s.run("CREATE STREAM TABLE shares WITH (mode = IMMEDIATE) AS " + query);
        s.run("INSERT INTO t (k, v) VALUES (5000, 0)");
        assertThatThrownBy(() -> s.rows("SELECT * FROM shares")).hasMessageContaining("division by zero");
        assertThatThrownBy(() -> s.rows(FOLD)).hasMessageContaining("division by zero");
        s.run("UPDATE t SET v = 4 WHERE k = 5000");
        s.run(FOLD);
        Oracle.assertEqualsQuery(s.connection(), "shares", query, Equality.EXACT, "after all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "statement"})
    void what_was_missed_while_a_trigger_was_off_is_recomputed_once(String immediate) throws Exception {
        s.run("CREATE STREAM TABLE st WITH (mode = IMMEDIATE, immediate = " + immediate + ") AS " + QUERY);
        String trigger = s.rows(
                        "SELECT t.tgname FROM pg_trigger t JOIN pgtrickle.stream_table s ON t.tgname LIKE 'pgtrickle\\_imm\\_%' || s.program || '\\_end\\_insert'"
                                + " WHERE t.tgrelid = 't'::regclass AND s.view_relid = 'st'::regclass")
                .getFirst();
        s.run("ALTER TABLE t DISABLE TRIGGER " + trigger);
        s.run("INSERT INTO t (k, v) VALUES (1, 10), (88, 1)");
        // Not as it was: ours fire always.
        s.run("ALTER TABLE t ENABLE TRIGGER " + trigger);
        s.run("SELECT pgtrickle._mark_interrupted_immediate()");
        assertThat(engine.refresh("lab.st").action()).isEqualTo(Action.REINITIALIZE);
        Oracle.assertEqualsQuery(s.connection(), "st", QUERY, Equality.EXACT, "recomputed");
        s.run("SELECT pgtrickle._mark_interrupted_immediate()");
        assertThat(engine.refresh("lab.st").action()).isEqualTo(Action.NO_DATA);
        s.run("INSERT INTO t (k, v) VALUES (1, 10), (89, 1)");
        Oracle.assertEqualsQuery(s.connection(), "st", QUERY, Equality.EXACT, "and goes on");
    }

    @Test
    void truncate_empties_it_and_is_refused_where_it_could_not_be_exact() throws Exception {
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        try (InterceptedSession old = engine.session()) {
            old.run("SET search_path = lab");
            old.connection().setAutoCommit(false);
            old.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            old.run("SELECT count(*) FROM u");
            s.run("INSERT INTO t (k, v) VALUES (2, 20)");
            assertThatThrownBy(() -> old.run("TRUNCATE t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cannot truncate lab.t, which stream table lab.totals is kept from")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("0A000");
            old.connection().rollback();
        }
        assertExact("nothing lost");
        s.run("TRUNCATE t");
        assertThat(s.rows("SELECT count(*) FROM totals")).containsExactly("0");
        s.run("INSERT INTO t (k, v) VALUES (2, 20)");
        assertExact("and goes on");
    }

    @Test
    void what_is_shown_before_it_is_filled_is_an_error() throws Exception {
        s.run("CREATE STREAM TABLE later WITH (mode = IMMEDIATE, initialize = false) AS SELECT sum(v) AS s FROM t");
        s.run("INSERT INTO t (k, v) VALUES (2, 20)");
        assertThatThrownBy(() -> s.run("SELECT * FROM later")).hasMessageContaining("has not been populated");
        s.run("REFRESH MATERIALIZED VIEW later");
        s.run("INSERT INTO t (k, v) VALUES (2, 20)");
        Oracle.assertEqualsQuery(s.connection(), "later", "SELECT sum(v) AS s FROM t", Equality.EXACT, "filled");
    }

    @Test
    void it_can_be_changed_to_turns_and_back() throws Exception {
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        s.run("ALTER MATERIALIZED VIEW totals SET (pgtrickle.immediate = 'statement')");
        assertThat(layout("totals")).contains("take turns");
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        assertExact("turns");
        s.run("ALTER MATERIALIZED VIEW totals SET (pgtrickle.immediate = 'auto')");
        assertThat(layout("totals")).contains("append");
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        assertThat(logged()).isEqualTo("1");
        assertExact("appending");
    }

    @ParameterizedTest
    @CsvSource({"IMMEDIATE", "DIFFERENTIAL"})
    void one_that_another_reads_is_folded_by_whoever_appends_until_the_reader_is_gone(String mode) throws Exception {
        // Stored in the storage of the lower one, which is what its readers capture.
        String above = "SELECT n % 3 AS r, count(*) AS c, max(s) AS m FROM totals GROUP BY n % 3";
        String overTables = above.replace("totals", "(" + QUERY + ") q");
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        s.run("CREATE STREAM TABLE above WITH (schedule = manual, mode = " + mode + ") AS " + above);
        assertThat(logged()).isEqualTo("0");
        assertThat(layout("totals")).startsWith("other stream tables read it");
        for (String change : List.of(
                "INSERT INTO t (k, v) VALUES (1, 7.5), (2, NULL), (50, 0)",
                "UPDATE t SET k = k + 1 WHERE id % 3 = 0",
                "WITH gone AS (DELETE FROM t WHERE k = 4 RETURNING *) UPDATE t SET v = 1 WHERE k = 5",
                "DELETE FROM t WHERE k IS NOT NULL AND id % 2 = 0")) {
            s.run(change);
            assertThat(logged()).isEqualTo("0");
            if (mode.equals("DIFFERENTIAL")) {
                engine.refresh("lab.above");
            }
            Oracle.assertEqualsQuery(s.connection(), "above", overTables, Equality.EXACT, change);
            assertExact(change);
        }
        s.run("DROP MATERIALIZED VIEW above");
        assertThat(layout("totals")).startsWith("writers append");
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        assertThat(logged()).isEqualTo("1");
        assertExact("on its own again");
    }

    @Test
    void dropping_it_leaves_nothing() throws Exception {
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        s.run("DROP MATERIALIZED VIEW totals");
        assertThat(s.rows("SELECT relname FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace"))
                .isEmpty();
        assertThat(s.rows("SELECT proname FROM pg_proc WHERE pronamespace = 'pgtrickle_store'::regnamespace"))
                .isEmpty();
        assertThat(s.rows("SELECT tgname FROM pg_trigger WHERE tgrelid = 't'::regclass AND NOT tgisinternal"))
                .isEmpty();
    }

    @Test
    void a_fold_of_another_making_is_not_run_with_the_engines_rights() throws Exception {
        s.run("INSERT INTO t (k, v) VALUES (1, 10)");
        String fold = log().replace("log_", "fold_");
        s.run("ALTER FUNCTION " + fold + "() SECURITY INVOKER");
        s.run(FOLD);
        assertThat(logged()).isEqualTo("1");
        assertExact("not folded");
    }
}
