package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import dev.pgtrickle.testkit.Interleaving;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two writers of the same groups, in every order and at every isolation level, while the log is folded at arbitrary steps: nobody waits for the other,
 * and after every step the contents are exact for both and for a third session.
 */
@ExtendWith(DatabaseExtension.class)
class AppendInterleavingTest {

    private static final String GROUPS =
            "SELECT k, count(*) AS n, sum(v) AS s, avg(v) AS a, count(w) AS w FROM t GROUP BY k";
    private static final String ALL = "SELECT sum(v) AS s, count(*) FILTER (WHERE w > 0) AS n FROM t";
    private static final String MANY = "SELECT k, sum(w) AS s FROM t WHERE v <> 3 GROUP BY k HAVING count(*) > 1";

    private InterceptedSession s;
    private final List<Connection> writers = new ArrayList<>();

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(
                s,
                List.of(
                        "CREATE TABLE t (id int PRIMARY KEY, k text, v numeric, w int)",
                        "CREATE STREAM TABLE groups WITH (mode = IMMEDIATE) AS " + GROUPS,
                        "CREATE STREAM TABLE total WITH (mode = IMMEDIATE) AS " + ALL,
                        "CREATE STREAM TABLE many WITH (mode = IMMEDIATE) AS " + MANY));
        assertThat(s.rows("SELECT count(log_relid) FROM pgtrickle.stream_table"))
                .containsExactly("3");
        for (int i = 0; i < 2; i++) {
            Connection writer = database.connect();
            writers.add(writer);
            // Whoever had to wait for the other would wait for ever: both are driven by this thread.
            execute(writer, "SET search_path = lab; SET statement_timeout = '10s'");
        }
    }

    @AfterEach
    void close() throws Exception {
        for (Connection writer : writers) {
            writer.close();
        }
        s.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void every_order_is_exact_after_every_step_and_nobody_waits(String isolation) throws Exception {
        List<List<String>> scripts = List.of(
                List.of(
                        "BEGIN ISOLATION LEVEL " + isolation,
                        "INSERT INTO t VALUES (10, 'a', 5, 1), (11, NULL, 'NaN', NULL)",
                        "UPDATE t SET k = 'b', v = v + 1 WHERE id = 1",
                        "COMMIT"),
                List.of(
                        "BEGIN ISOLATION LEVEL " + isolation,
                        "DELETE FROM t WHERE id IN (2, 3)",
                        "SAVEPOINT p; INSERT INTO t VALUES (20, 'a', 1.50, 2); ROLLBACK TO p; INSERT INTO t VALUES (21, 'a', 2.250, 2)",
                        "COMMIT"));
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        for (List<Integer> order : Interleaving.orders(4, 4)) {
            s.run("DELETE FROM t");
            s.run("INSERT INTO t VALUES (1, 'a', 1.5, 1), (2, 'a', 2, NULL), (3, 'c', 3, 0), (4, NULL, 3, 1)");
            int[] next = new int[2];
            boolean[] refused = new boolean[2];
            String context = isolation + " " + order + ", -Dpgtrickle.seed=" + seed;
            for (int writer : order) {
                String statement = scripts.get(writer).get(next[writer]++);
                if (refused[writer]) {
                    continue;
                }
                refused[writer] = isRefused(writers.get(writer), statement, isolation);
                String at = context + ", after " + statement;
                if (random.nextInt(3) == 0) {
                    s.run("SELECT pgtrickle._fold(pgt_id) FROM pgtrickle.stream_table");
                    at += " and a fold";
                }
                assertExact(s.connection(), at);
                if (!isolation.equals("SERIALIZABLE")) {
                    assertExact(writers.get(writer), at + ", to the writer");
                }
            }
        }
    }

    private static void assertExact(Connection connection, String context) throws SQLException {
        Oracle.assertEqualsQuery(connection, "groups", GROUPS, Equality.EXACT, context);
        Oracle.assertEqualsQuery(connection, "total", ALL, Equality.EXACT, context);
        Oracle.assertEqualsQuery(connection, "many", MANY, Equality.EXACT, context);
    }

    /** Under SERIALIZABLE the server may find that two writers of one table cannot both go on, with stream tables or without. */
    private static boolean isRefused(Connection writer, String statement, String isolation) throws SQLException {
        try {
            execute(writer, statement);
            return false;
        } catch (SQLException e) {
            if (!isolation.equals("SERIALIZABLE") || !"40001".equals(e.getSQLState())) {
                throw e;
            }
            execute(writer, "ROLLBACK");
            return true;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
