package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** Statements that change several sources, or one of them several times: IMMEDIATE contents are exact after each of them. */
@ExtendWith(DatabaseExtension.class)
class ImmediateStatementTest {

    private static final String JOIN =
            "SELECT p.id, p.name, c.id AS child, c.v FROM parent p JOIN child c ON c.pid = p.id";
    private static final String SUMS =
            "SELECT p.name, count(*) AS n, sum(c.v) AS s FROM parent p JOIN child c ON c.pid = p.id GROUP BY p.name";
    private static final String TREE = "SELECT x.id, y.id AS up FROM node x JOIN node y ON x.up = y.id";

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE parent (id int PRIMARY KEY, name text)");
        s.run(
                "CREATE TABLE child (id int PRIMARY KEY, pid int REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE, v int)");
        s.run("CREATE TABLE node (id int PRIMARY KEY, up int REFERENCES node ON DELETE CASCADE)");
        s.run("INSERT INTO parent VALUES (1, 'one'), (2, 'two')");
        s.run("INSERT INTO child VALUES (10, 1, 1), (11, 1, 2), (20, 2, 3)");
        s.run("INSERT INTO node VALUES (1, NULL), (2, 1), (3, 2), (4, 3), (5, 1)");
        s.run("CREATE STREAM TABLE joined WITH (mode = IMMEDIATE) AS " + JOIN);
        s.run("CREATE STREAM TABLE sums WITH (mode = IMMEDIATE) AS " + SUMS);
        s.run("CREATE STREAM TABLE tree WITH (mode = IMMEDIATE) AS " + TREE);
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void check(String sql) throws SQLException {
        s.run(sql);
        assertExact(sql);
    }

    private void assertExact(String after) throws SQLException {
        Oracle.assertEqualsQuery(s.connection(), "joined", JOIN, Equality.EXACT, after);
        Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, after);
        Oracle.assertEqualsQuery(s.connection(), "tree", TREE, Equality.EXACT, after);
        assertThat(
                        s.rows(
                                "SELECT coalesce(current_setting('pgtrickle.open_' || program, true), '') FROM pgtrickle.stream_table"))
                .as("statements still open after " + after)
                .allMatch(open -> open.isEmpty() || open.equals("0"));
    }

    @Test
    void data_modifying_with_changes_both_sides_at_once() throws Exception {
        check(
                "WITH p AS (INSERT INTO parent VALUES (3, 'three'), (4, 'one') RETURNING id) INSERT INTO child SELECT 10 * id, id, id FROM p");
        check(
                "WITH d AS (DELETE FROM child WHERE pid = 1 RETURNING id), u AS (UPDATE parent SET name = 'zwei' WHERE id = 2 RETURNING 1) SELECT count(*) FROM d, u");
        check(
                "WITH i AS (INSERT INTO child VALUES (50, 2, 7) RETURNING 1), u AS (UPDATE parent SET name = 'two' RETURNING 1), d AS (DELETE FROM child WHERE id = 20 RETURNING 1) SELECT 1");
        check("WITH u AS (UPDATE parent SET name = 'x' WHERE false RETURNING 1) INSERT INTO child VALUES (60, 1, 1)");
    }

    @Test
    void foreign_key_cascades() throws Exception {
        check("UPDATE parent SET id = 100 WHERE id = 1");
        check("DELETE FROM parent WHERE id = 100");
        check("DELETE FROM parent");
        check("DELETE FROM node WHERE id = 2");
        check("DELETE FROM node");
    }

    @Test
    void triggers_that_write_back() throws Exception {
        s.run(
                "CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF pg_trigger_depth() < 2 THEN"
                        + " UPDATE child SET v = v + 100 WHERE id = NEW.id; UPDATE parent SET name = name || '!' WHERE id = NEW.pid; END IF; RETURN NULL; END $$");
        s.run("CREATE TRIGGER bump AFTER INSERT ON child FOR EACH ROW EXECUTE FUNCTION bump()");
        check("INSERT INTO child VALUES (30, 1, 1), (31, 2, 2)");
        check("INSERT INTO child VALUES (32, 1, 1)");
        s.run(
                "CREATE FUNCTION also() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO parent VALUES (NEW.id + 1000, 'new'); NEW.v := 9; RETURN NEW; END $$");
        s.run("CREATE TRIGGER also BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION also()");
        check("INSERT INTO child VALUES (40, 2, 1)");
        check("DELETE FROM child WHERE id = 10");
    }

    @Test
    void functions_with_several_statements() throws Exception {
        s.run(
                "CREATE FUNCTION many(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO parent VALUES ($1, 'f'); INSERT INTO child VALUES ($1, $1, 1);"
                        + " UPDATE child SET v = v + 1; DELETE FROM child WHERE v > 5; RETURN $1; END $$");
        check("SELECT many(70)");
        check("INSERT INTO child SELECT many(g), 1, g FROM generate_series(81, 83) g ON CONFLICT DO NOTHING");
        check("UPDATE parent SET name = name || many(90 + id) WHERE id < 3");
    }

    @Test
    void upsert_and_merge() throws Exception {
        check(
                "INSERT INTO child VALUES (10, 2, 50), (12, 1, 5) ON CONFLICT (id) DO UPDATE SET pid = excluded.pid, v = excluded.v");
        check("INSERT INTO child VALUES (10, 2, 50) ON CONFLICT DO NOTHING");
        check("MERGE INTO child c USING (VALUES (10, 1), (77, 2)) AS n (id, pid) ON c.id = n.id"
                + " WHEN MATCHED THEN UPDATE SET pid = n.pid WHEN NOT MATCHED THEN INSERT VALUES (n.id, n.pid, 0)");
        check(
                "MERGE INTO child c USING parent p ON c.pid = p.id WHEN MATCHED AND p.id = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET v = v + 1");
    }

    @Test
    void savepoints_exceptions_and_rollback() throws Exception {
        s.connection().setAutoCommit(false);
        check("INSERT INTO child VALUES (90, 1, 1)");
        check("SAVEPOINT a");
        check("UPDATE parent SET name = 'gone'");
        check("ROLLBACK TO a");
        check("DELETE FROM child WHERE id = 11");
        check(
                "DO $$ BEGIN BEGIN INSERT INTO child VALUES (91, 1, 5); INSERT INTO parent VALUES (1, 'dup'); EXCEPTION WHEN unique_violation THEN NULL; END; INSERT INTO child VALUES (92, 2, 6); END $$");
        s.connection().rollback();
        s.connection().setAutoCommit(true);
        assertExact("rollback");
    }

    @Test
    void a_statement_that_fails_in_the_middle_leaves_the_count_right() throws Exception {
        s.connection().setAutoCommit(false);
        s.run("SAVEPOINT a");
        assertThatThrownBy(
                        () -> s.run(
                                "WITH p AS (INSERT INTO parent VALUES (5, 'five') RETURNING id) INSERT INTO child SELECT id, id, 1 / (id - 5) FROM p"))
                .isInstanceOf(SQLException.class);
        s.run("ROLLBACK TO a");
        check("INSERT INTO child VALUES (95, 1, 1)");
        s.connection().commit();
        s.connection().setAutoCommit(true);
        assertExact("commit");
    }

    @Test
    void copy_and_truncate() throws Exception {
        s.connection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY child FROM STDIN", new StringReader("200\t1\t5\n201\t2\t\\N\n"));
        assertExact("COPY");
        check("TRUNCATE child");
        check("INSERT INTO child VALUES (1, 1, 1)");
        check("TRUNCATE parent, child");
        check("INSERT INTO parent VALUES (1, 'one')");
        s.connection().setAutoCommit(false);
        check("INSERT INTO child VALUES (1, 1, 1)");
        check("TRUNCATE parent CASCADE");
        check("INSERT INTO parent VALUES (1, 'uno')");
        s.connection().rollback();
        s.connection().setAutoCommit(true);
        assertExact("rolled back TRUNCATE");
        s.run(
                "CREATE FUNCTION clear() RETURNS int LANGUAGE plpgsql AS $$ BEGIN TRUNCATE child; INSERT INTO child VALUES (7, 1, 7); RETURN 1; END $$");
        check("UPDATE parent SET name = name || clear()");
    }

    @Test
    void a_truncated_table_may_be_read_directly_and_through_another_stream_table() throws Exception {
        String upper = "SELECT c.v, j.child FROM joined j LEFT JOIN child c ON c.v > 1";
        s.run("CREATE STREAM TABLE above WITH (mode = IMMEDIATE) AS " + upper);
        for (String change : List.of(
                "TRUNCATE child",
                "INSERT INTO child VALUES (1, 1, 1), (2, 2, 2)",
                "TRUNCATE parent CASCADE",
                "WITH p AS (INSERT INTO parent VALUES (1, 'one') RETURNING id) INSERT INTO child SELECT 1, id, 2 FROM p")) {
            check(change);
            Oracle.assertEqualsQuery(s.connection(), "above", upper, Equality.EXACT, change);
        }
    }

    @Test
    void many_rows_at_once_take_the_planned_path() throws Exception {
        check("INSERT INTO child SELECT i, 1 + i % 2, i FROM generate_series(1000, 4000) i");
        check("UPDATE child SET pid = 3 - pid, v = v + 1 WHERE id > 1500");
        check("WITH p AS (UPDATE parent SET name = name || '?' RETURNING 1) UPDATE child SET v = 0 WHERE id % 3 = 0");
        check("DELETE FROM child WHERE id > 1100");
    }

    @Test
    void a_failing_maintenance_fails_the_writer_and_names_the_stream_table() throws Exception {
        String storage = s.rows(
                        "SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = 'joined'::regclass")
                .getFirst();
        s.run("DELETE FROM " + storage + " WHERE child = 10");
        assertThatThrownBy(() -> s.run("DELETE FROM child WHERE id = 10"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("contents of stream table lab.joined do not fit the changes of its sources")
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("XX001"));
        assertThat(s.rows("SELECT count(*) FROM child WHERE id = 10")).containsExactly("1");
        s.run("REFRESH MATERIALIZED VIEW joined");
        check("DELETE FROM child WHERE id = 10");
    }

    @Test
    void deferred_maintenance_that_cannot_happen_fails_the_commit() throws Exception {
        s.run(
                "CREATE FUNCTION meddle() RETURNS int LANGUAGE plpgsql AS $$ BEGIN SET CONSTRAINTS ALL IMMEDIATE; RETURN 1; END $$");
        s.run(
                "CREATE FUNCTION inner_write(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO child VALUES ($1, 1, 1); RETURN meddle(); END $$");
        assertThatThrownBy(() -> s.run("UPDATE parent SET name = name || inner_write(300 + id)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("cannot be applied while a statement is open");
        assertExact("after the failure");
    }

    @Test
    void prepared_transactions() throws Exception {
        s.connection().setAutoCommit(false);
        check(
                "WITH p AS (INSERT INTO parent VALUES (8, 'eight') RETURNING id) INSERT INTO child SELECT id, id, id FROM p");
        s.run("PREPARE TRANSACTION 'immediate_test'");
        s.connection().setAutoCommit(true);
        assertExact("prepared elsewhere");
        s.run("COMMIT PREPARED 'immediate_test'");
        assertExact("COMMIT PREPARED");
    }
}
