package dev.pgtrickle.dvm.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.mutation.LawCheck.Check;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law of each delta rule, and that the law is worth something: after random changes the delta is exactly the difference, and every mutant of it is
 * noticed on some of them.
 */
@ExtendWith(DatabaseExtension.class)
class DeltaMutationTest {

    /** Most mutants are noticed after a few; the rest costs nothing unless one of them is hard to notice. */
    private static final int MOST_BATCHES = Integer.getInteger("pgtrickle.cycles", 2000);

    private static final String DOMAIN =
            "a value that comes into the domain, or goes, had no rows before, or has none now, so that its changes cancel out";

    /**
     * A query around a rule.
     *
     * @param name names the rule
     * @param query a query whose result rows are stored one by one
     * @param equivalent the start of mutants that are no mistakes here, and why
     */
    record Case(String name, String query, Map<String, String> equivalent) {
        @Override
        public String toString() {
            return name;
        }

        boolean isMistake(String mutant) {
            return equivalent.keySet().stream().noneMatch(mutant::startsWith);
        }
    }

    private static Case of(String name, String query) {
        return new Case(name, query, Map.of());
    }

    private static Case of(String name, String query, String equivalent, String why) {
        return new Case(name, query, Map.of(equivalent, why));
    }

    static List<Case> cases() {
        return List.of(
                of("filter and projection", "SELECT id, a + b AS s FROM r1 WHERE a > 0 AND t IS NOT NULL"),
                of("inner join", "SELECT r1.id, r2.b FROM r1 JOIN r2 ON r2.a = r1.a AND r2.d > 1"),
                of("inner join of three", "SELECT r1.id, r2.b, r3.k FROM r1, r2, r3 WHERE r2.a = r1.a AND r3.a = r1.b"),
                of(
                        "nested prefix",
                        "SELECT r1.id, r2.b, r3.k, o.id AS oid FROM r1, r2, r3, r1 o WHERE r2.a = r1.a AND r3.a = r1.b AND o.b = r3.k"),
                of("self join", "SELECT x.b, y.b AS c FROM r2 x JOIN r2 y ON x.a = y.d"),
                of("left join", "SELECT r1.id, r2.b FROM r1 LEFT JOIN r2 ON r2.a = r1.a"),
                of("full join", "SELECT r3.k, r2.b FROM r3 FULL JOIN r2 ON r2.a = r3.a"),
                of("semijoin", "SELECT b, d FROM r2 WHERE EXISTS (SELECT FROM r1 WHERE r1.a = r2.a AND r1.b > r2.d)"),
                of("antijoin", "SELECT b, d FROM r2 WHERE NOT EXISTS (SELECT FROM r1 WHERE r1.a = r2.a)"),
                of(
                        "semijoin of a join",
                        "SELECT r1.id FROM r1 JOIN r3 ON r3.a = r1.a WHERE EXISTS (SELECT FROM r2 WHERE r2.a = r1.b)"),
                of(
                        "not in",
                        "SELECT id FROM r1 WHERE a NOT IN (SELECT a FROM r2 WHERE r2.d > 1)",
                        "crossing without condition true",
                        "the condition says nothing"),
                of("union all", "SELECT id, a FROM r1 UNION ALL SELECT k, a FROM r3"),
                of("function in from", "SELECT r1.id, g FROM r1, generate_series(1, r1.b) g"),
                of(
                        "distinct below a join",
                        "SELECT s.a, r3.k FROM (SELECT DISTINCT a FROM r2) s LEFT JOIN r3 ON r3.a = s.a",
                        "duplicates before are lost",
                        "DISTINCT does not count"),
                of(
                        "aggregate below a join",
                        "SELECT r1.id, s.n, s.hi FROM (SELECT a, count(*) AS n, max(d) AS hi FROM r2 GROUP BY a) s LEFT JOIN r1"
                                + " ON s.n = r1.a"),
                of(
                        "aggregate of everything below a join",
                        "SELECT r1.id FROM r1 JOIN (SELECT count(*) AS n, min(d) AS lo FROM r2) s ON r1.b BETWEEN s.lo AND s.n - 2"),
                of("window", "SELECT a, d, percent_rank() OVER (PARTITION BY a ORDER BY d) AS r FROM r2"),
                of("running window", "SELECT a, d, rank() OVER (PARTITION BY a ORDER BY d) AS r FROM r2"),
                of(
                        "window that looks back",
                        "SELECT id, lag(id) OVER (PARTITION BY a ORDER BY b DESC, id) AS l FROM r1",
                        "other end of the order",
                        "the rows up to the last change, and the one behind it, are all that can change, and without an index partitions are computed as a whole"),
                of(
                        "first rows below a join",
                        "SELECT s.d, r1.id FROM (SELECT a, d FROM r2 ORDER BY d DESC LIMIT 3) s JOIN r1 ON r1.a = s.a"),
                of(
                        "first rows with ties",
                        "SELECT s.a, s.d FROM (SELECT a, d FROM r2 ORDER BY d FETCH FIRST 3 ROWS WITH TIES) s"),
                of(
                        "distinct on",
                        "SELECT DISTINCT ON (a) a, b, d FROM r2 ORDER BY a, d DESC, b",
                        "duplicates before are lost",
                        "of equal rows the first is as good as any"),
                of("intersect all", "SELECT a FROM r2 INTERSECT ALL SELECT a FROM r1"),
                of("except all", "SELECT a FROM r2 EXCEPT ALL SELECT a FROM r1"),
                of(
                        "scalar subquery",
                        "SELECT r1.id, (SELECT count(*) FROM r2 WHERE r2.a = r1.a) AS n FROM r1",
                        "partitions whose key is null",
                        "NULL equals nothing"),
                new Case(
                        "scalar subquery over a domain",
                        "SELECT r1.id, (SELECT count(*) FROM r2 WHERE r2.a = r1.a AND r2.d > r1.b) AS n FROM r1",
                        Map.of(
                                "what appeared is lost",
                                DOMAIN,
                                "what disappeared is lost",
                                DOMAIN,
                                "duplicates before are lost",
                                "a domain has none",
                                "partitions whose key is null",
                                "no row of r2 has a partner in them")));
    }

    @BeforeAll
    static void tables(Database database) throws Exception {
        EngineFixture.in(database);
        for (String schema : List.of("before", "now")) {
            database.run("CREATE SCHEMA " + schema + "; SET search_path = " + schema + "; "
                    + String.join("; ", RandomStates.TABLES));
        }
    }

    /** A mutant, and the statement that judges it. */
    private record Judged(String mistake, String sql) {}

    @ParameterizedTest
    @MethodSource("cases")
    void every_mistake_is_noticed(Case test, Database database) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        try (Connection connection = database.connect()) {
            run(connection, "SET search_path = now");
            LawCheck law = new LawCheck(rows(test, connection), "before");
            Delta delta = law.delta();
            Check right = law.of(delta);
            List<Judged> alive = mutants(law, delta, right, test);
            int all = alive.size();
            RandomStates states = new RandomStates(new SplittableRandom(seed));
            for (int batch = 1; batch <= MOST_BATCHES && !(alive.isEmpty() && batch > 3); batch++) {
                for (String statement : states.next("before", "now")) {
                    run(connection, statement);
                }
                assertThat(Database.rows(connection, right.sql()))
                        .as(
                                "rows for which the law does not hold; -Dpgtrickle.seed=%s, batch %s, %s",
                                seed, batch, right)
                        .containsExactly("0");
                List<Judged> survivors = new ArrayList<>();
                for (Judged mutant : alive) {
                    if (!isNoticed(connection, mutant)) {
                        survivors.add(mutant);
                    }
                }
                alive = survivors;
            }
            assertThat(alive.stream().map(Judged::mistake))
                    .as("mutants that survived, of %s; -Dpgtrickle.seed=%s", all, seed)
                    .isEmpty();
            assertThat(all).as("mutants").isPositive();
        }
    }

    private static ViewShape.Rows rows(Case test, Connection connection) {
        JdbcSession session = new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {});
        CompiledView view = new Compiler(session).compile(test.query(), RequestedMode.DIFFERENTIAL, List.of());
        return (ViewShape.Rows) view.shape().orElseThrow();
    }

    private static List<Judged> mutants(LawCheck law, Delta delta, Check right, Case test) {
        List<Judged> all = new ArrayList<>();
        for (Mutant mutant : DeltaMutator.mutantsOf(delta)) {
            all.add(new Judged(mutant.mistake(), law.of(mutant.delta()).sql()));
        }
        for (SqlMutator.Wrong wrong : SqlMutator.mutantsOf(right.delta())) {
            all.add(new Judged(wrong.mistake(), wrong.sql() + right.judgement()));
        }
        return all.stream().filter(m -> test.isMistake(m.mistake())).toList();
    }

    /** A mutant that cannot even be run is noticed too. */
    private static boolean isNoticed(Connection connection, Judged mutant) {
        try {
            return !Database.rows(connection, mutant.sql()).equals(List.of("0"));
        } catch (SQLException e) {
            return true;
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
