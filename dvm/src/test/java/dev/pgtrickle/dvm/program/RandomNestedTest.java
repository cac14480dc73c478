package dev.pgtrickle.dvm.program;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomTrial;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes against queries with nested operators. */
@ExtendWith(DatabaseExtension.class)
class RandomNestedTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 12);

    record Case(String name, Equality equality, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case exact(String name, String query) {
        return new Case(name, Equality.EXACT, query);
    }

    static List<Case> cases() {
        return List.of(
                exact(
                        "join with a grouped sub-select",
                        "SELECT r1.id, r1.t, g.n, g.m FROM r1 JOIN (SELECT a, count(*) AS n, max(b) AS m FROM r2 GROUP BY a) g ON g.a = r1.a"),
                exact(
                        "groups of groups",
                        "SELECT n, count(*) AS c, sum(s) AS s FROM (SELECT a, count(*) AS n, sum(b) AS s FROM r1 GROUP BY a) x GROUP BY n"),
                exact(
                        "scalar sub-select joined",
                        "SELECT r1.id, x.m FROM r1, (SELECT max(a) AS m, count(*) AS n FROM r3) x WHERE r1.b = x.m OR x.n > 5"),
                exact(
                        "groups of a join with groups",
                        "SELECT r3.k, sum(g.s) AS s, count(*) AS n FROM r3 JOIN (SELECT a, b, sum(d) AS s FROM r2 GROUP BY a, b) g ON g.a = r3.a GROUP BY r3.k"),
                exact(
                        "two grouped sub-selects of one table",
                        "SELECT p.a, p.n, q.m FROM (SELECT a, count(*) AS n FROM r1 GROUP BY a) p JOIN (SELECT b, max(id) AS m FROM r1 GROUP BY b) q ON p.a = q.b"),
                exact(
                        "arrays, strings and floats below a join",
                        "SELECT r1.id, cardinality(g.xs) AS n, g.f, length(g.s) AS l FROM r1 JOIN (SELECT a, array_agg(d) AS xs, sum(x) AS f, string_agg(b, ',' ORDER BY b) AS s FROM r2 GROUP BY a) g ON g.a = r1.a"),
                exact(
                        "extrema of decimals below a join",
                        "SELECT r3.k, g.lo + 1 > g.hi AS near FROM r3 JOIN (SELECT b, min(c) AS lo, max(c) AS hi, count(DISTINCT c) AS n FROM r1 GROUP BY b) g ON g.b = r3.a"),
                exact(
                        "grouping sets below a join",
                        "SELECT r3.k, g.b, g.n FROM r3 JOIN (SELECT a, b, count(*) AS n FROM r1 GROUP BY ROLLUP (a, b)) g ON g.a = r3.a"),
                exact(
                        "groups and first rows by constants",
                        "SELECT r3.k, g.n, g.z, h.id FROM r3 JOIN (SELECT a, 'x'::text AS one, count(*) AS n, grouping(a) AS z FROM r1 GROUP BY a, 'x'::text) g ON g.a = r3.a, (SELECT one, two FROM (SELECT 1.5 AS one, true AS two FROM r2) c GROUP BY one, two) o, (SELECT id FROM (SELECT id, 1.5 AS c FROM r1) c ORDER BY c, id LIMIT 3) h"),
                exact(
                        "a semijoin with constant rows",
                        "SELECT v.x FROM (VALUES (1), (2), (2)) v (x) WHERE EXISTS (SELECT FROM r1 WHERE r1.a = v.x)"),
                exact(
                        "groups of constants below another operator",
                        "(SELECT DISTINCT '2024-01-02'::date AS c1 FROM r1) INTERSECT ALL (SELECT '2024-01-02'::date FROM r2)"),
                exact("distinct counts", "SELECT a, count(DISTINCT b) AS n, sum(DISTINCT b) AS s FROM r1 GROUP BY a"),
                exact(
                        "computed columns below a join",
                        "SELECT CASE WHEN q.x <> q.x THEN q.y ELSE q.y END AS c FROM (SELECT a AS x, '{0}'::int[] AS y FROM r2) q JOIN r2 ON true"),
                exact(
                        "computed columns below a join of four",
                        "SELECT q.x + p.x AS c, p.y FROM (SELECT a + 1 AS x FROM r1) q JOIN r3 u ON u.k = q.x JOIN (SELECT a * 2 AS x, b AS y FROM r2) p ON p.x = u.a JOIN r1 z ON z.id = q.x"),
                exact(
                        "having below a join",
                        "SELECT r1.id, g.n FROM r1 JOIN (SELECT a, count(*) AS n FROM r2 GROUP BY a HAVING count(*) > 1) g ON g.a = r1.b"));
    }

    @BeforeAll
    static void install(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stays_equal_to_its_query(Case test, Database database) throws Exception {
        new RandomTrial(database, CYCLES).run(test.name(), test.equality(), test.query());
    }
}
