package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomChanges;
import dev.pgtrickle.dvm.testkit.RandomGraph;
import dev.pgtrickle.dvm.testkit.RandomTrial;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts of a query that compute the same are stored once, wherever they stand; what only looks alike is a part of its own. */
@ExtendWith(DatabaseExtension.class)
class SharedPartsTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 10);

    private static final String SUMS = "WITH s (k, total) AS (SELECT a, sum(d) FROM r2 WHERE b < 'c' GROUP BY a) ";

    private static final String REACHED =
            "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) ";

    record Case(String name, int parts, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(
                        "a row source and the largest of it",
                        2,
                        SUMS
                                + "SELECT r1.id, r1.t, s.total FROM r1, s WHERE r1.a = s.k AND s.total = (SELECT max(total) FROM s)"),
                new Case(
                        "the same written twice",
                        1,
                        "SELECT x.a, y.n FROM (SELECT a, count(*) AS n, sum(d) AS s FROM r2 GROUP BY a) x"
                                + " JOIN (SELECT q.a AS g, count(*) AS n, sum(q.d) AS s FROM r2 q GROUP BY q.a) y ON x.a = y.n"),
                new Case(
                        "below different parts",
                        3,
                        SUMS
                                + "SELECT id FROM r1 WHERE c > (SELECT min(total) FROM s) AND a < (SELECT max(total) FROM s)"),
                new Case(
                        "over equal parts",
                        2,
                        SUMS
                                + "SELECT id FROM r1 WHERE c > (SELECT max(total) FROM s) OR a = (SELECT max(u.total) FROM s u)"),
                new Case(
                        "columns in another order",
                        2,
                        "SELECT x.a, y.n FROM (SELECT a, count(*) AS n, max(d) AS s FROM r2 GROUP BY a) x"
                                + " JOIN (SELECT a, max(d) AS s, count(*) AS n FROM r2 GROUP BY a) y ON x.n = y.n AND x.s = y.s"),
                new Case(
                        "keys in another order",
                        2,
                        "SELECT x.a, x.b, y.n FROM (SELECT a, b, count(*) AS n FROM r2 GROUP BY a, b) x"
                                + " JOIN (SELECT a, b, count(*) AS n FROM r2 GROUP BY b, a) y ON x.a = y.a"),
                new Case(
                        "sums of another type",
                        2,
                        "SELECT id FROM r1 WHERE c > (SELECT sum(k) FROM r3) OR c < (SELECT sum(k::numeric) FROM r3)"),
                new Case(
                        "another constant",
                        2,
                        "SELECT id FROM r1 WHERE b > (SELECT count(*) FROM r2 WHERE a = 1) AND b < (SELECT count(*) FROM r2 WHERE a = 2)"),
                new Case(
                        "a column of another table",
                        2,
                        "SELECT id FROM r1 WHERE b > (SELECT max(a) FROM r2) AND b < (SELECT max(a) FROM r3)"),
                new Case(
                        "the sides of a self join changed",
                        2,
                        "SELECT id FROM r1 WHERE b > (SELECT sum(x.a) FROM r3 x JOIN r3 y ON x.k = y.a)"
                                + " AND b < (SELECT sum(y.a) FROM r3 x JOIN r3 y ON x.k = y.a)"));
    }

    static List<Case> recursions() {
        return List.of(
                new Case("a recursion twice", 1, REACHED + "SELECT x.a, y.b FROM r x JOIN r y ON x.b = y.a"),
                new Case(
                        "a recursion and the last of it",
                        2,
                        REACHED + "SELECT a, b FROM r WHERE a = (SELECT max(u.a) FROM r u)"),
                new Case(
                        "only below an aggregation",
                        2,
                        REACHED + "SELECT id FROM node WHERE id > (SELECT avg(u.b) FROM r u)"));
    }

    @BeforeAll
    static void install(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void groups_are_stored_once(Case test, Database database) throws Exception {
        assertParts(test, database, RandomChanges.SETUP);
        new RandomTrial(database, CYCLES).run(test.name(), Equality.EXACT, test.query());
    }

    @ParameterizedTest
    @MethodSource("recursions")
    void recursions_are_stored_once(Case test, Database database) throws Exception {
        assertParts(test, database, RandomGraph.WORKLOAD.setup());
        new RandomTrial(database, CYCLES).run(test.name(), Equality.EXACT, test.query(), RandomGraph.WORKLOAD);
    }

    private static void assertParts(Case test, Database database, List<String> setup) throws Exception {
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            Lab.open(s, setup);
            s.run("CREATE STREAM TABLE x AS " + test.query());
            assertThat(
                            s.rows(
                                    "SELECT original_query FROM pgtrickle.stream_table WHERE intermediate_of IS NOT NULL ORDER BY program"))
                    .hasSize(test.parts());
            s.run("DROP STREAM TABLE x");
        }
    }
}
