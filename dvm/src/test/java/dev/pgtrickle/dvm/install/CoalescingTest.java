package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import dev.pgtrickle.testkit.Interleaving;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Changes that are kept until COMMIT or until they are needed: when they are applied, how often, and who may see what before. */
@ExtendWith(DatabaseExtension.class)
class CoalescingTest {

    private static final String TOP = "SELECT k, max(v) AS m, count(*) AS n FROM t GROUP BY k";
    private static final String JOIN = "SELECT u.name, t.v FROM t JOIN u ON u.k = t.k";

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE u (k int PRIMARY KEY, name text)");
        s.run("CREATE TABLE t (id serial PRIMARY KEY, k int REFERENCES u ON DELETE CASCADE, v int)");
        s.run("INSERT INTO u VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        s.run("INSERT INTO t (k, v) VALUES (1, 10), (1, 20), (2, 30)");
        s.run("CREATE STREAM TABLE top WITH (mode = IMMEDIATE) AS " + TOP);
        s.run("CREATE STREAM TABLE joined WITH (mode = IMMEDIATE) AS " + JOIN);
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void exact(String context) throws SQLException {
        Oracle.assertEqualsQuery(s.connection(), "top", TOP, Equality.EXACT, context);
        Oracle.assertEqualsQuery(s.connection(), "joined", JOIN, Equality.EXACT, context);
    }

    /** How many rows all stores have: what other transactions will see if it commits now. */
    private String stored() throws SQLException {
        return s.rows("SELECT (SELECT count(*) FROM " + storage("joined") + ")").getFirst();
    }

    private String storage(String name) throws SQLException {
        return s.rows("SELECT storage_relid::text FROM pgtrickle.stream_table WHERE view_relid = '" + name
                        + "'::regclass")
                .getFirst();
    }

    private Readers readers() {
        return Readers.of(new JdbcSession(s.connection(), Scope.OWN_TRANSACTION, notice -> {}));
    }

    private void keep(String setting) throws SQLException {
        s.run("SET pgtrickle.immediate = '"
                + (setting.equals("proxied") ? readers().setting() : setting) + "'");
    }

    private String pending() throws SQLException {
        return s.rows("SELECT coalesce(current_setting('pgtrickle.pending', true), '')")
                .getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "proxied"})
    void what_a_transaction_writes_is_applied_once_before_commit(String setting) throws Exception {
        keep(setting);
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        s.run("UPDATE t SET v = v + 1");
        s.run("DELETE FROM t WHERE k = 2");
        assertThat(stored()).as("nothing is applied").isEqualTo("3");
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.writer_lock WHERE xid IS NOT NULL"))
                .as("nobody has to wait")
                .containsExactly("0");
        s.run("COMMIT");
        assertThat(pending()).isEmpty();
        exact("after commit");
        assertThat(s.rows("SELECT sum(n) FROM (SELECT count(*) AS n FROM pgtrickle_store.pending_"
                        + s.rows("SELECT program FROM pgtrickle.stream_table WHERE view_relid = 'top'::regclass")
                                .getFirst()
                        + "_0) x"))
                .containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "proxied"})
    void who_reads_before_that_is_told_to_flush_and_nobody_reads_what_is_not_so(String setting) throws Exception {
        keep(setting);
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        s.run("SAVEPOINT before");
        for (String reader : List.of("SELECT * FROM top", "SELECT count(*) FROM joined WHERE v = 40")) {
            assertThatThrownBy(() -> s.run(reader))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"))
                    .hasMessageContaining("lacks changes of this transaction")
                    .hasMessageContaining("pgtrickle.flush()");
            s.run("ROLLBACK TO before");
        }
        s.run("SELECT pgtrickle.flush()");
        exact("flushed");
        s.run("SELECT pgtrickle.flush()");
        s.run("UPDATE t SET v = 41 WHERE v = 40");
        s.run("SELECT pgtrickle.flush()");
        exact("flushed again");
        s.run("DELETE FROM t WHERE k = 1");
        s.run("COMMIT");
        exact("committed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "statement", "proxied"})
    void a_search_path_full_of_traps_changes_nothing(String setting) throws Exception {
        s.run("DROP SCHEMA IF EXISTS traps CASCADE");
        s.run("CREATE SCHEMA traps");
        for (String type : List.of("int4", "int8", "text", "bool")) {
            trap("pg_catalog." + type, "pg_catalog." + type, List.of("-", "+", "||"));
            trap("pg_catalog." + type, "boolean", List.of("=", "<>", "<", ">", "<=", ">="));
        }
        s.run("CREATE TABLE traps.new_rows (k int)");
        s.run("CREATE DOMAIN traps.text AS pg_catalog.text CHECK (false)");
        s.run("CREATE DOMAIN traps.record AS pg_catalog.text CHECK (false)");
        for (String function : List.of(
                "current_setting(pg_catalog.text, boolean)",
                "set_config(pg_catalog.text, pg_catalog.text, boolean)",
                "strpos(pg_catalog.text, pg_catalog.text)",
                "pg_current_xact_id()")) {
            s.run("CREATE FUNCTION traps." + function
                    + " RETURNS pg_catalog.text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'sprung'; END $$");
        }
        keep(setting);
        String home = s.rows("SELECT current_schema()").getFirst();
        s.run("SET search_path = traps, pg_catalog, " + home);
        assertThatThrownBy(() -> s.run("SELECT 1 WHERE 1::int4 = 1::int4")).hasMessageContaining("sprung");
        s.run("BEGIN");
        s.run("INSERT INTO " + home + ".t (k, v) VALUES (3, 40)");
        s.run("UPDATE " + home + ".t SET v = 12");
        s.run("DELETE FROM " + home + ".t WHERE k OPERATOR(pg_catalog.=) 2");
        assertThat(s.rows("SHOW search_path")).containsExactly("traps, pg_catalog, " + home);
        s.run("COMMIT");
        assertThat(s.rows("SHOW search_path")).containsExactly("traps, pg_catalog, " + home);
        s.run("SET search_path = " + home);
        exact("after traps");
        s.run("DROP SCHEMA traps CASCADE");
    }

    private void trap(String type, String result, List<String> operators) throws SQLException {
        String name = "traps.to_" + result.replace("pg_catalog.", "");
        s.run("CREATE OR REPLACE FUNCTION " + name + "(" + type + ", " + type + ") RETURNS " + result
                + " LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'sprung by %', current_user; END $$");
        for (String operator : operators) {
            s.run("CREATE OPERATOR traps." + operator + " (LEFTARG = " + type + ", RIGHTARG = " + type + ", FUNCTION = "
                    + name + ")");
        }
    }

    @Test
    void what_somebody_hides_from_commit_is_found_and_recomputed() throws Exception {
        keep("commit");
        String program = s.rows("SELECT program FROM pgtrickle.stream_table WHERE view_relid = 'joined'::regclass")
                .getFirst();
        s.run("BEGIN");
        s.run("SET LOCAL pgtrickle.pending = '," + program + "/" + program + ",'");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        s.run("COMMIT");
        assertThat(s.rows("SELECT reinit_reason FROM pgtrickle.stream_table_state WHERE needs_reinit"))
                .isEmpty();
        s.run("SELECT pgtrickle._mark_left_behind()");
        assertThat(s.rows("SELECT reinit_reason FROM pgtrickle.stream_table_state WHERE needs_reinit"))
                .singleElement()
                .asString()
                .contains("pgtrickle.pending", "pending_" + program);
        s.run("SELECT pgtrickle.refresh_stream_table('joined')");
        exact("recomputed");
        s.run("SELECT pgtrickle._mark_left_behind()");
        assertThat(s.rows("SELECT reinit_reason FROM pgtrickle.stream_table_state WHERE needs_reinit"))
                .isEmpty();
    }

    @Test
    void who_goes_through_a_proxy_reads_in_a_function_what_it_has_written_there() throws Exception {
        s.run("""
                CREATE FUNCTION write_and_read(v int) RETURNS bigint LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO t (k, v) VALUES (3, v);
                    RETURN (SELECT max(m) FROM top) + (SELECT count(*) FROM joined);
                END $$""");
        s.run(
                "CREATE FUNCTION plain_sql(v int) RETURNS bigint BEGIN ATOMIC INSERT INTO t (k, v) VALUES (2, v); SELECT max(m) FROM top; END");
        keep("proxied");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        assertThat(pending()).isNotEmpty();
        assertThat(s.rows("SELECT write_and_read(50)"))
                .as("with what was kept before")
                .containsExactly("55");
        assertThat(pending()).isEmpty();
        s.run("INSERT INTO t (k, v) VALUES (3, 60)");
        assertThat(s.rows("SELECT plain_sql(70)")).containsExactly("70");
        s.run("DO $$ BEGIN DELETE FROM t WHERE v = 70; PERFORM FROM top; END $$");
        exact("in the transaction");
        s.run("COMMIT");
        exact("committed");
    }

    @Test
    void savepoints_take_back_what_is_kept() throws Exception {
        s.run("SET pgtrickle.immediate = commit");
        s.run("BEGIN");
        s.run("SAVEPOINT one");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        s.run("ROLLBACK TO one");
        exact("nothing is pending");
        s.run("INSERT INTO t (k, v) VALUES (3, 41)");
        s.run("SAVEPOINT two");
        s.run("SELECT pgtrickle.flush()");
        exact("flushed in a savepoint");
        s.run("ROLLBACK TO two");
        assertThat(pending()).as("it was flushed in what is undone").isNotEmpty();
        s.run("DELETE FROM u WHERE k = 1");
        s.run("COMMIT");
        exact("with a cascade");
    }

    @Test
    void copy_data_modifying_queries_and_truncate_are_kept() throws Exception {
        keep("proxied");
        s.run("BEGIN");
        s.connection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY t (k, v) FROM STDIN", new StringReader("1\t100\n2\t200\n"));
        s.run(
                "WITH w AS (INSERT INTO t (k, v) VALUES (3, 7) RETURNING k), d AS (UPDATE u SET name = name || '!' RETURNING k)"
                        + " SELECT * FROM w, d");
        assertThat(stored()).isEqualTo("3");
        s.run("COMMIT");
        exact("copied");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (1, 1)");
        s.run("TRUNCATE t");
        s.run("INSERT INTO t (k, v) VALUES (2, 2)");
        s.run("COMMIT");
        exact("truncated");
        s.run(
                "MERGE INTO t USING u ON t.k = u.k WHEN MATCHED THEN UPDATE SET v = 5 WHEN NOT MATCHED THEN INSERT (k, v) VALUES (u.k, 6)");
        exact("merged");
    }

    @Test
    void procedures_that_commit_have_their_changes_applied_each_time() throws Exception {
        s.run("""
                CREATE PROCEDURE work() LANGUAGE plpgsql AS $$
                BEGIN
                    FOR i IN 1..3 LOOP
                        INSERT INTO t (k, v) VALUES (i, i * 100);
                        UPDATE t SET v = v + 1 WHERE k = i;
                        COMMIT;
                    END LOOP;
                END $$""");
        s.run("SET pgtrickle.immediate = commit");
        s.run("CALL work()");
        exact("called");
    }

    @Test
    void commands_about_the_stream_table_apply_first_what_is_kept() throws Exception {
        s.run("SET pgtrickle.immediate = commit");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        s.run("REFRESH MATERIALIZED VIEW top");
        s.run("COMMIT");
        exact("refreshed");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 41)");
        s.run("CREATE STREAM TABLE late WITH (mode = IMMEDIATE) AS SELECT k, min(v) AS lo FROM t GROUP BY k");
        s.run("INSERT INTO t (k, v) VALUES (3, 1)");
        s.run("COMMIT");
        exact("created");
        Oracle.assertEqualsQuery(
                s.connection(), "late", "SELECT k, min(v) AS lo FROM t GROUP BY k", Equality.EXACT, "created");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 42)");
        s.run("ALTER MATERIALIZED VIEW top SET (pgtrickle.immediate = 'statement')");
        s.run("INSERT INTO t (k, v) VALUES (3, 43)");
        s.run("COMMIT");
        exact("altered");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 44)");
        s.run("DROP STREAM TABLE late");
        s.run("COMMIT");
        exact("dropped");
    }

    @Test
    void it_may_be_asked_for_per_stream_table() throws Exception {
        s.run("ALTER MATERIALIZED VIEW top SET (pgtrickle.immediate = 'commit')");
        assertThat(s.rows("SELECT value FROM pgtrickle.explain_st('top') WHERE property = 'layout'"))
                .containsExactly(
                        "changes are applied before COMMIT, and transactions that write its sources take turns from then on,"
                                + " because pgtrickle.immediate is commit");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        Oracle.assertEqualsQuery(s.connection(), "joined", JOIN, Equality.EXACT, "the other one is up to date");
        s.run("SAVEPOINT before");
        assertThatThrownBy(() -> s.run("SELECT * FROM top")).hasMessageContaining("lacks changes");
        s.run("ROLLBACK TO before");
        s.run("COMMIT");
        exact("committed");
        s.run("ALTER MATERIALIZED VIEW top SET (pgtrickle.immediate = 'statement')");
        s.run("SET pgtrickle.immediate = commit");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 50)");
        Oracle.assertEqualsQuery(s.connection(), "top", TOP, Equality.EXACT, "at each statement's end");
        s.run("COMMIT");
        exact("committed");
    }

    @Test
    void who_may_only_write_the_source_may_also_flush(Database database) throws Exception {
        String role = "writer_" + System.nanoTime();
        s.run("CREATE ROLE " + role);
        s.run("GRANT USAGE ON SCHEMA lab TO " + role);
        s.run("GRANT ALL ON t TO " + role);
        s.run("GRANT USAGE ON SEQUENCE t_id_seq TO " + role);
        s.run("GRANT SELECT ON top TO " + role);
        s.run("SET pgtrickle.immediate = commit");
        s.run("BEGIN");
        s.run("SET LOCAL ROLE " + role);
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        s.run("SELECT pgtrickle.flush()");
        assertThat(s.rows("SELECT m FROM top WHERE k = 3")).containsExactly("40");
        s.run("INSERT INTO t (k, v) VALUES (3, 41)");
        s.run("COMMIT");
        exact("committed");
        s.run("DROP OWNED BY " + role);
        s.run("DROP ROLE " + role);
    }

    @Test
    void a_stream_table_over_another_one_follows_it_in_the_same_commit() throws Exception {
        String query = "SELECT t.k, t.v, top.m FROM t JOIN top ON top.k = t.k WHERE t.v = top.m";
        s.run("CREATE STREAM TABLE best WITH (mode = IMMEDIATE) AS " + query);
        s.run("CREATE STREAM TABLE bestmax WITH (mode = IMMEDIATE) AS SELECT max(v) AS v FROM best");
        for (String setting : List.of("commit", "proxied", "statement")) {
            keep(setting);
            s.run("BEGIN");
            s.run("INSERT INTO t (k, v) VALUES (3, 40), (1, 50)");
            if (!setting.equals("statement")) {
                s.run("SAVEPOINT before");
                assertThatThrownBy(() -> s.run("SELECT * FROM bestmax")).hasMessageContaining("lacks changes");
                s.run("ROLLBACK TO before");
            }
            s.run("DELETE FROM t WHERE v = 50");
            s.run("SELECT pgtrickle.flush()");
            Oracle.assertEqualsQuery(s.connection(), "best", query, Equality.EXACT, setting);
            s.run("UPDATE t SET v = v + 1");
            s.run("COMMIT");
            exact(setting);
            Oracle.assertEqualsQuery(s.connection(), "best", query, Equality.EXACT, setting);
            Oracle.assertEqualsQuery(
                    s.connection(), "bestmax", "SELECT max(v) AS v FROM best", Equality.EXACT, setting);
        }
    }

    @Test
    void writers_do_not_wait_for_one_that_thinks_nor_for_each_other_crosswise(Database database) throws Exception {
        String session = "SET search_path = lab; SET deadlock_timeout = '20ms'; SET pgtrickle.immediate = '"
                + readers().setting() + "'";
        try (Interleaving run = new Interleaving(database)) {
            run.addSession(session);
            run.addSession(session);
            run.step(0, "BEGIN");
            run.step(0, "INSERT INTO t (k, v) VALUES (1, 100)");
            run.step(1, "BEGIN");
            run.step(1, "UPDATE u SET name = 'zwei' WHERE k = 2");
            run.step(1, "INSERT INTO t (k, v) VALUES (1, 101)");
            run.step(1, "COMMIT");
            assertThat(s.rows("SELECT count(*) FROM joined WHERE v = 101"))
                    .as("it is committed while the other one is still at it")
                    .containsExactly("1");
            run.step(0, "UPDATE u SET name = 'drei' WHERE k = 3");
            run.step(0, "COMMIT");
            assertThat(run.finish()).noneMatch(line -> line.contains("->"));
        }
        exact("both");
    }

    @Test
    void a_setting_that_somebody_has_changed_leads_to_no_other_contents(Database database) throws Exception {
        String program = s.rows("SELECT program FROM pgtrickle.stream_table WHERE view_relid = 'top'::regclass")
                .getFirst();
        keep("commit");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 40)");
        s.run("SET LOCAL pgtrickle.pending = ''");
        s.run("COMMIT");
        exact("forgotten");
        s.run("BEGIN");
        s.run("INSERT INTO t (k, v) VALUES (3, 41)");
        s.run("SET LOCAL pgtrickle.pending = '," + program + "/999999,'");
        s.run("SELECT pgtrickle.flush()");
        s.run("COMMIT");
        exact("of another one's turn");
    }
}
