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

/** Random changes against queries with subqueries in expressions: nulls on both sides, empty sets, duplicates, the same table on both sides. */
@ExtendWith(DatabaseExtension.class)
class RandomSubqueryTest {

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

    private static Case equal(String name, String query) {
        return new Case(name, Equality.SQL, query);
    }

    static List<Case> conditions() {
        return List.of(
                exact("EXISTS", "SELECT id, t FROM r1 WHERE EXISTS (SELECT 1 FROM r2 WHERE r2.a = r1.a)"),
                exact("NOT EXISTS", "SELECT id, t FROM r1 WHERE NOT EXISTS (SELECT FROM r2 WHERE r2.a = r1.a)"),
                exact(
                        "EXISTS of the same table without a key",
                        "SELECT a, b FROM r2 WHERE EXISTS (SELECT * FROM r2 o WHERE o.a = r2.a AND o.d > r2.d)"),
                exact(
                        "EXISTS of an uncorrelated query",
                        "SELECT id FROM r1 WHERE EXISTS (SELECT 1 FROM r2 WHERE r2.d > 3)"),
                exact(
                        "NOT EXISTS of an uncorrelated query",
                        "SELECT id FROM r1 WHERE NOT EXISTS (SELECT 1 FROM r2 WHERE r2.d > 3)"),
                exact(
                        "EXISTS of a join",
                        "SELECT id FROM r1 WHERE EXISTS (SELECT 1 FROM r2 JOIN r3 ON r3.a = r2.a WHERE r2.a = r1.a AND r3.k > r1.b)"),
                exact(
                        "EXISTS with HAVING",
                        "SELECT id, b FROM r1 WHERE EXISTS (SELECT r2.a FROM r2 WHERE r2.a = r1.a GROUP BY r2.a HAVING count(*) > 1)"),
                exact(
                        "EXISTS of an aggregate is true",
                        "SELECT id FROM r1 WHERE EXISTS (SELECT max(d) FROM r2 WHERE r2.a = r1.a)"),
                exact(
                        "EXISTS of an aggregate with HAVING",
                        "SELECT id FROM r1 WHERE EXISTS (SELECT max(d) FROM r2 WHERE r2.a = r1.a HAVING count(*) = 0)"),
                exact(
                        "EXISTS within EXISTS",
                        "SELECT id FROM r1 WHERE EXISTS (SELECT 1 FROM r3 WHERE r3.a = r1.b AND EXISTS (SELECT 1 FROM r2 WHERE r2.a = r3.k))"),
                exact(
                        "all of something: NOT EXISTS within NOT EXISTS, two levels deep",
                        "SELECT id FROM r1 WHERE NOT EXISTS (SELECT 1 FROM r3 WHERE NOT EXISTS (SELECT 1 FROM r2 WHERE r2.a = r3.a AND r2.b = r1.t))"),
                exact("IN", "SELECT id, a FROM r1 WHERE a IN (SELECT a FROM r2)"),
                exact(
                        "IN with an expression",
                        "SELECT a, t FROM r1 WHERE a + 1 IN (SELECT a * 2 FROM r2 WHERE d IS NOT NULL)"),
                exact("correlated IN", "SELECT id FROM r1 WHERE a IN (SELECT r2.a FROM r2 WHERE r2.b = r1.t)"),
                exact("IN of rows", "SELECT id FROM r1 WHERE (a, t) IN (SELECT a, b FROM r2)"),
                exact("IN of groups", "SELECT id FROM r1 WHERE a IN (SELECT a FROM r2 GROUP BY a HAVING sum(d) > 3)"),
                exact(
                        "IN of a scalar aggregate",
                        "SELECT id FROM r1 WHERE b IN (SELECT max(r2.a) FROM r2 WHERE r2.b = r1.t)"),
                exact("NOT IN", "SELECT id, a FROM r1 WHERE a NOT IN (SELECT a FROM r2 WHERE d > 1)"),
                exact("NOT IN without nulls", "SELECT id FROM r1 WHERE id NOT IN (SELECT a FROM r3)"),
                exact(
                        "NOT IN with nulls inside only",
                        "SELECT k FROM r3 WHERE a NOT IN (SELECT f FROM r3 o WHERE o.k > 2)"),
                exact("correlated NOT IN", "SELECT id FROM r1 WHERE a NOT IN (SELECT r2.a FROM r2 WHERE r2.b = r1.t)"),
                exact("NOT IN of rows", "SELECT id FROM r1 WHERE (a, t) NOT IN (SELECT a, b FROM r2 WHERE d > 1)"),
                exact("greater than all", "SELECT id FROM r1 WHERE b >= ALL (SELECT a FROM r2 WHERE r2.b = r1.t)"),
                exact(
                        "not greater than any",
                        "SELECT id FROM r1 WHERE NOT b > ANY (SELECT a FROM r2 WHERE r2.b = r1.t)"),
                exact("not greater than all", "SELECT id FROM r1 WHERE NOT b > ALL (SELECT a FROM r2)"),
                exact("less than any row", "SELECT id FROM r1 WHERE (a, b) < ANY (SELECT a, k FROM r3)"),
                exact(
                        "two conditions",
                        "SELECT id FROM r1 WHERE a IN (SELECT a FROM r2) AND NOT EXISTS (SELECT 1 FROM r3 WHERE r3.k = r1.b) AND id < 12"));
    }

    static List<Case> values() {
        return List.of(
                exact(
                        "scenario 42",
                        "SELECT id, b, (SELECT max(b) FROM r1) AS mx FROM r1 WHERE b >= (SELECT avg(b) FROM r1)"),
                exact(
                        "scenario 44",
                        "SELECT id, a FROM r1 WHERE id = 3 OR NOT EXISTS (SELECT 1 FROM r2 WHERE r2.a = r1.a) OR EXISTS (SELECT r2.a FROM r2 WHERE r2.a = r1.a GROUP BY r2.a HAVING sum(r2.d) > 4)"),
                exact(
                        "correlated aggregates",
                        "SELECT id, (SELECT count(*) FROM r2 WHERE r2.a = r1.a) AS n, (SELECT sum(d) FROM r2 WHERE r2.a = r1.a AND r2.b = r1.t) AS s FROM r1"),
                exact(
                        "expressions over aggregates of nothing",
                        "SELECT id, (SELECT coalesce(sum(d), 0) + count(*) FROM r2 WHERE r2.a = r1.b) AS x FROM r1"),
                exact(
                        "aggregate with HAVING",
                        "SELECT id, (SELECT count(*) FROM r2 WHERE r2.a = r1.a HAVING count(*) <> 2) AS x FROM r1"),
                exact(
                        "aggregate of what is not equal",
                        "SELECT id, (SELECT count(*) FROM r2 WHERE r2.a < r1.b) AS n, (SELECT max(k) FROM r3 WHERE r3.a <= r1.a AND r3.k <> r1.id) AS m FROM r1"),
                exact(
                        "aggregate of outer values, digit by digit",
                        "SELECT id, c, (SELECT sum(r2.d * r1.c) FROM r2 WHERE r2.a = r1.a) AS s FROM r1"),
                exact(
                        "aggregate with ranks for nothing",
                        "SELECT id, (SELECT rank(2) WITHIN GROUP (ORDER BY r2.a) FROM r2 WHERE r2.b = r1.t) AS r FROM r1"),
                exact(
                        "condition with an aggregate",
                        "SELECT id FROM r1 WHERE c > (SELECT avg(d) FROM r2 WHERE r2.a = r1.a)"),
                exact("lookup by key", "SELECT id, (SELECT r3.f FROM r3 WHERE r3.k = r1.a) AS f FROM r1"),
                exact(
                        "lookup through two keys",
                        "SELECT id, (SELECT x.t FROM r3 JOIN r1 x ON x.id = r3.a WHERE r3.k = r1.a) AS t FROM r1"),
                exact(
                        "lookup with a constant",
                        "SELECT a, (SELECT r3.f FROM r3 WHERE r3.k = 3) AS f, 1 AS one FROM r2"),
                exact(
                        "first row",
                        "SELECT id, (SELECT r3.k FROM r3 WHERE r3.a = r1.a ORDER BY r3.f DESC NULLS LAST, r3.k LIMIT 1) AS k FROM r1"),
                exact(
                        "first row of what is not equal",
                        "SELECT id, (SELECT r3.k FROM r3 WHERE r3.a < r1.a ORDER BY r3.k DESC LIMIT 1) AS k FROM r1"),
                exact(
                        "single row of a group",
                        "SELECT id, (SELECT sum(r3.f) FROM r3 WHERE r3.a = r1.a GROUP BY r3.a) AS s FROM r1"),
                exact(
                        "EXISTS as a value",
                        "SELECT id, EXISTS (SELECT 1 FROM r2 WHERE r2.a = r1.a) AS e, NOT EXISTS (SELECT 1 FROM r3 WHERE r3.f > r1.b) AS ne, EXISTS (SELECT 1 FROM r2 WHERE d > 3) AS u FROM r1"),
                exact(
                        "IN as a value",
                        "SELECT id, a IN (SELECT a FROM r2 WHERE r2.b = r1.t) AS i, a NOT IN (SELECT a FROM r3) AS n, id IN (SELECT k FROM r3) AS k FROM r1"),
                exact(
                        "ANY and ALL as values",
                        "SELECT id, b > ANY (SELECT a FROM r2 WHERE r2.b = r1.t) AS y, b >= ALL (SELECT a FROM r2) AS l, (a, t) IN (SELECT a, b FROM r2) AS w FROM r1"),
                exact(
                        "in CASE and COALESCE",
                        "SELECT id, CASE WHEN a IN (SELECT a FROM r3) THEN (SELECT count(*) FROM r2 WHERE r2.a = r1.a) ELSE coalesce((SELECT max(f) FROM r3 WHERE r3.a = r1.b), -1) END AS x FROM r1"),
                exact(
                        "comparison of rows",
                        "SELECT id, (a, b) = (SELECT r3.a, r3.k FROM r3 WHERE r3.k = r1.b) AS e, (b, id) < (SELECT max(k), count(*) FROM r3) AS l FROM r1"),
                exact(
                        "HAVING",
                        "SELECT a, count(*) AS n FROM r1 GROUP BY a HAVING count(*) > (SELECT count(*) FROM r2 WHERE r2.a = r1.a) OR a IN (SELECT k FROM r3)"),
                exact(
                        "above groups",
                        "SELECT t, count(*) AS n, (SELECT count(*) FROM r2 WHERE r2.b = r1.t) AS m, sum(b) + (SELECT max(k) FROM r3) AS s FROM r1 GROUP BY t"),
                exact(
                        "below groups",
                        "SELECT (SELECT max(r3.k) FROM r3 WHERE r3.a = r1.a) AS g, sum((SELECT count(*) FROM r2 WHERE r2.a = r1.a)) AS s FROM r1 GROUP BY (SELECT max(r3.k) FROM r3 WHERE r3.a = r1.a)"),
                exact(
                        "subqueries within subqueries",
                        "SELECT id, (SELECT sum(r3.k * (SELECT count(*) FROM r2 WHERE r2.a = r3.a AND r2.b = r1.t)) FROM r3 WHERE r3.a = r1.a) AS s FROM r1"),
                exact(
                        "unused columns",
                        "SELECT x.id FROM (SELECT id, (SELECT max(f) FROM r3) AS m, (SELECT count(*) FROM r2 WHERE r2.a = r1.a) AS n FROM r1) x"),
                equal(
                        "arrays",
                        "SELECT id, ARRAY(SELECT r3.a FROM r3 WHERE r3.a = r1.a) AS l, ARRAY(SELECT 1 FROM r2) AS o FROM r1"),
                exact(
                        "operand with a subquery",
                        "SELECT id FROM r1 WHERE (SELECT max(k) FROM r3 WHERE r3.a = r1.a) IN (SELECT a FROM r2)"));
    }

    static List<Case> lateral() {
        return List.of(
                exact(
                        "LATERAL",
                        "SELECT r1.id, x.d FROM r1, LATERAL (SELECT r2.d FROM r2 WHERE r2.a = r1.a AND r2.d > r1.c) x"),
                exact(
                        "LATERAL without reference",
                        "SELECT r1.id, x.d FROM r1, LATERAL (SELECT r2.d FROM r2 WHERE r2.a = 1) x"),
                exact(
                        "LEFT JOIN LATERAL",
                        "SELECT r1.id, x.d FROM r1 LEFT JOIN LATERAL (SELECT r2.d FROM r2 WHERE r2.a = r1.a) x ON x.d > 1"),
                exact(
                        "first rows of each, scenario 50",
                        "SELECT r1.id, x.k, x.f FROM r1 LEFT JOIN LATERAL (SELECT r3.k, r3.f FROM r3 WHERE r3.a = r1.a ORDER BY r3.f DESC, r3.k LIMIT 2) x ON true"),
                exact(
                        "first rows of what is not equal",
                        "SELECT r1.id, x.k FROM r1 CROSS JOIN LATERAL (SELECT r3.k FROM r3 WHERE r3.a < r1.a ORDER BY r3.k LIMIT 2) x"),
                exact(
                        "aggregates of each",
                        "SELECT r1.id, x.n, x.s FROM r1 LEFT JOIN LATERAL (SELECT count(*) AS n, sum(r2.d) AS s FROM r2 WHERE r2.a = r1.a) x ON true WHERE x.n < 3"),
                exact(
                        "aggregates of each with HAVING",
                        "SELECT r1.id, x.n FROM r1 CROSS JOIN LATERAL (SELECT count(*) AS n FROM r2 WHERE r2.a = r1.a HAVING count(*) <> 1) x"),
                exact(
                        "aggregates of each where they fit",
                        "SELECT r1.id, x.n FROM r1 LEFT JOIN LATERAL (SELECT count(*) AS n FROM r2 WHERE r2.a = r1.a) x ON x.n > r1.b"),
                exact(
                        "groups of each",
                        "SELECT r1.id, x.b, x.n FROM r1, LATERAL (SELECT r2.b, count(*) AS n FROM r2 WHERE r2.a = r1.a GROUP BY r2.b) x"),
                exact(
                        "computed columns",
                        "SELECT r1.id, y.q FROM r1, LATERAL (SELECT r1.a + r1.b AS p) x, LATERAL (SELECT x.p * 2 AS q WHERE x.p > 1) y"),
                exact("constant rows", "SELECT r1.id, v.x FROM r1, LATERAL (VALUES (r1.a), (r1.b), (7)) v (x)"),
                exact(
                        "union of each",
                        "SELECT r1.id, u.x FROM r1, LATERAL (SELECT r2.a AS x FROM r2 WHERE r2.b = r1.t UNION SELECT r3.k FROM r3 WHERE r3.a = r1.a) u"),
                exact(
                        "except of each",
                        "SELECT r1.id, u.x FROM r1, LATERAL (SELECT r2.a AS x FROM r2 WHERE r2.b = r1.t EXCEPT ALL SELECT r3.k FROM r3 WHERE r3.a = r1.a) u"),
                exact(
                        "distinct and windows of each",
                        "SELECT r1.id, x.b, y.n FROM r1, LATERAL (SELECT DISTINCT r2.b FROM r2 WHERE r2.a = r1.a) x, LATERAL (SELECT rank() OVER (ORDER BY r3.f) AS n FROM r3 WHERE r3.a < r1.a) y"),
                exact(
                        "outer join of each",
                        "SELECT r1.id, x.k, x.d FROM r1, LATERAL (SELECT r3.k, r2.d FROM r3 LEFT JOIN r2 ON r2.a = r3.a AND r2.b = r1.t WHERE r3.k < r1.id) x"),
                exact(
                        "function of each",
                        "SELECT r1.id, x.g FROM r1, LATERAL (SELECT g FROM generate_series(1, r1.a) g WHERE g <> r1.b) x"),
                exact(
                        "two tables at the left",
                        "SELECT r1.id, r3.k, x.n FROM r1, r3, LATERAL (SELECT count(*) AS n FROM r2 WHERE r2.a = r3.a AND r2.b = r1.t) x WHERE r1.a = r3.k"),
                exact(
                        "LATERAL within LATERAL",
                        "SELECT r1.id, x.k, x.n FROM r1, LATERAL (SELECT r3.k, y.n FROM r3, LATERAL (SELECT count(*) AS n FROM r2 WHERE r2.a = r3.a AND r2.d > r1.c) y WHERE r3.a = r1.a) x"));
    }

    static List<Case> places() {
        return List.of(
                exact(
                        "condition of an inner join",
                        "SELECT r1.id, r3.k FROM r1 JOIN r3 ON r3.a = r1.a AND r3.k IN (SELECT a FROM r2 WHERE r2.b = r1.t)"),
                exact(
                        "condition of a left join",
                        "SELECT r1.id, r3.k FROM r1 LEFT JOIN r3 ON r3.a = r1.a AND r3.k = (SELECT max(o.k) FROM r3 o WHERE o.a = r3.a) AND r1.b IN (SELECT a FROM r2)"),
                exact(
                        "beside window functions",
                        "SELECT id, rank() OVER (PARTITION BY a ORDER BY b) AS r, (SELECT count(*) FROM r2 WHERE r2.a = r1.b) AS n FROM r1"),
                exact(
                        "sort key",
                        "SELECT id, a FROM r1 ORDER BY (SELECT count(*) FROM r2 WHERE r2.a = r1.a) DESC, id LIMIT 4"),
                exact("distinct values", "SELECT DISTINCT a, (SELECT max(f) FROM r3 WHERE r3.a = r1.a) AS m FROM r1"),
                exact(
                        "over a merged column",
                        "SELECT a, (SELECT count(*) FROM r3 WHERE r3.k = a) AS n FROM r1 FULL JOIN r2 USING (a)"),
                exact(
                        "grouping sets",
                        "SELECT a, t, count(*) AS n, (SELECT count(*) FROM r2 WHERE r2.a = r1.a) AS m FROM r1 GROUP BY ROLLUP (a, t)"));
    }

    @BeforeAll
    static void install(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
    }

    @ParameterizedTest
    @MethodSource({"conditions", "values", "lateral", "places"})
    void stays_equal_to_its_query(Case test, Database database) throws Exception {
        new RandomTrial(database, CYCLES).run(test.name(), test.equality(), test.query());
    }
}
