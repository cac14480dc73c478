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

/** Random changes against queries of every shape, in both incremental modes at once: contents and hidden state stay exact. */
@ExtendWith(DatabaseExtension.class)
class RandomMaintenanceTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 12);

    record Case(String name, Equality equality, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(
                        "filter and projection with a key",
                        Equality.EXACT,
                        "SELECT id, a + b AS s, upper(t) AS u, c FROM r1 WHERE a > 0 OR t = 'a'"),
                new Case("projection that drops the key", Equality.EXACT, "SELECT a, t FROM r1"),
                new Case(
                        "no key, duplicates, float",
                        Equality.EXACT,
                        "SELECT b, d, x, 1 AS one FROM r2 WHERE a IS NOT NULL"),
                new Case(
                        "join of keyed tables",
                        Equality.EXACT,
                        "SELECT r1.id, r3.k, r1.c, r3.f FROM r1 JOIN r3 ON r1.a = r3.a"),
                new Case(
                        "join without a key",
                        Equality.EXACT,
                        "SELECT r1.t, r2.b, r2.d FROM r1 JOIN r2 ON r1.a = r2.a AND r1.b < 3"),
                new Case("self join", Equality.EXACT, "SELECT x.id, y.id AS yid, y.t FROM r1 x JOIN r1 y ON x.a = y.b"),
                new Case(
                        "self join without a key",
                        Equality.EXACT,
                        "SELECT x.b, y.d FROM r2 x, r2 y WHERE x.a = y.a AND x.b = 'a'"),
                new Case(
                        "three tables",
                        Equality.EXACT,
                        "SELECT r1.id, r2.b, r3.k FROM r1 JOIN r2 ON r1.a = r2.a JOIN r3 ON r3.k = r1.b"),
                new Case("cross join", Equality.EXACT, "SELECT r2.a, r3.k FROM r2 CROSS JOIN r3 WHERE r2.a < 2"),
                new Case(
                        "five scans",
                        Equality.EXACT,
                        "SELECT p.id, q.id AS qid, r3.k, s.b, u.k AS uk FROM r1 p JOIN r1 q ON p.a = q.b JOIN r3 ON r3.a = q.a JOIN r2 s ON s.a = r3.a JOIN r3 u ON u.k = p.a"),
                new Case(
                        "count",
                        Equality.EXACT,
                        "SELECT a, count(*) AS n, count(c) AS nc, count(*) FILTER (WHERE b = 1) AS n1 FROM r1 GROUP BY a"),
                new Case(
                        "decimal sums",
                        Equality.EXACT,
                        "SELECT b, sum(c) AS s, avg(c) AS m, count(*) AS n FROM r1 GROUP BY b"),
                new Case(
                        "integer sums",
                        Equality.EXACT,
                        "SELECT t, sum(a) AS sa, avg(b) AS ab, sum(id) AS si FROM r1 GROUP BY t"),
                new Case(
                        "fixed scale",
                        Equality.EXACT,
                        "SELECT b, sum(d) AS s, avg(d) AS m, sum(d * 1.10) AS v FROM r2 GROUP BY b"),
                new Case(
                        "bigint sums",
                        Equality.EXACT,
                        "SELECT a, sum(f) AS s, avg(f) AS m, max(f) AS x FROM r3 GROUP BY a"),
                new Case(
                        "float sums",
                        Equality.EXACT,
                        "SELECT a, sum(x) AS s, avg(x) AS m, max(x) AS mx FROM r2 GROUP BY a"),
                new Case(
                        "extrema",
                        Equality.SQL,
                        "SELECT a, min(c) AS lo, max(c) AS hi, min(t) AS lt, max(t) FILTER (WHERE b = 2) AS ht FROM r1 GROUP BY a"),
                new Case("decimal keys", Equality.SQL, "SELECT c, count(*) AS n FROM r1 GROUP BY c"),
                new Case("two keys", Equality.EXACT, "SELECT a, t, count(*) AS n, sum(b) AS s FROM r1 GROUP BY a, t"),
                new Case("hidden key", Equality.EXACT, "SELECT count(*) AS n, sum(b) AS s FROM r1 GROUP BY a, t"),
                new Case(
                        "expression key",
                        Equality.EXACT,
                        "SELECT coalesce(a, 0) % 2 AS odd, count(*) AS n FROM r1 GROUP BY coalesce(a, 0) % 2"),
                new Case(
                        "expressions over aggregates",
                        Equality.EXACT,
                        "SELECT a, 100.0 * sum(b) / nullif(count(*), 0) AS p, sum(b) + min(id) AS q, upper(coalesce(max(t), '-')) AS u FROM r1 GROUP BY a"),
                new Case(
                        "having",
                        Equality.EXACT,
                        "SELECT a, sum(b) AS s FROM r1 GROUP BY a HAVING count(*) > 1 AND sum(b) < 6"),
                new Case(
                        "having on a join",
                        Equality.EXACT,
                        "SELECT r3.a, count(*) AS n FROM r1 JOIN r3 ON r3.k = r1.b GROUP BY r3.a HAVING count(*) > 1"),
                new Case(
                        "scalar aggregate",
                        Equality.EXACT,
                        "SELECT count(*) AS n, sum(d) AS s, avg(d) AS m, min(b) AS lo, count(b) AS nb FROM r2"),
                new Case(
                        "scalar aggregate of a join",
                        Equality.EXACT,
                        "SELECT sum(r1.c) AS s, max(r2.d) AS m FROM r1 JOIN r2 ON r1.a = r2.a"),
                new Case(
                        "scalar aggregate with having",
                        Equality.EXACT,
                        "SELECT count(*) AS n FROM r2 HAVING count(*) > 8"),
                new Case(
                        "aggregate of a join",
                        Equality.EXACT,
                        "SELECT r3.k, r2.b, count(*) AS n, sum(r1.c) AS s, avg(r2.d) AS m FROM r1 JOIN r2 ON r1.a = r2.a JOIN r3 ON r3.a = r2.a GROUP BY r3.k, r2.b"),
                new Case(
                        "functional dependency",
                        Equality.EXACT,
                        "SELECT r3.k, r3.a, r3.f, count(*) AS n FROM r3 JOIN r1 ON r1.b = r3.k GROUP BY r3.k"),
                new Case(
                        "sub-select and CTE",
                        Equality.EXACT,
                        "WITH w AS (SELECT a, b, c * 2 AS cc FROM r1 WHERE id > 2) SELECT x.b, sum(x.cc) AS s FROM (SELECT w.b, w.cc, r3.f FROM w JOIN r3 ON r3.k = w.a) x WHERE x.f IS NULL OR x.f > 0 GROUP BY x.b"),
                new Case(
                        "view over an aggregate",
                        Equality.EXACT,
                        "SELECT v.s * 2 AS d, v.a FROM (SELECT a, sum(b) AS s FROM r1 GROUP BY a) v WHERE v.s > 1"));
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
