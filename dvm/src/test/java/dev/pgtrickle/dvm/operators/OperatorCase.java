package dev.pgtrickle.dvm.operators;

import java.util.List;

/**
 * An operator of {@code docs/coverage.md} and a query with it, over the tables of {@link CommutingChanges}.
 *
 * @param name names the golden file
 * @param query the query
 */
record OperatorCase(String name, String query) {

    @Override
    public String toString() {
        return name;
    }

    static List<OperatorCase> all() {
        return List.of(
                new OperatorCase(
                        "filter-projection", "SELECT id, CASE WHEN a > 0 THEN b END AS v FROM r1 WHERE t IS NOT NULL"),
                new OperatorCase(
                        "values",
                        "SELECT r1.id, v.n FROM r1 JOIN (VALUES (0, 'none'), (1, 'one')) v (i, n) ON v.i = r1.a"),
                new OperatorCase(
                        "inner-join", "SELECT r1.id, r2.b, r3.k FROM r1 JOIN r2 ON r2.a = r1.a, r3 WHERE r3.a = r1.b"),
                new OperatorCase("cross-join", "SELECT r1.id, r3.k FROM r1 CROSS JOIN r3"),
                new OperatorCase("left-join", "SELECT r1.id, r2.b FROM r1 LEFT JOIN r2 ON r2.a = r1.a AND r2.d > 0"),
                new OperatorCase("right-join", "SELECT r2.b, r3.k FROM r2 RIGHT JOIN r3 ON r3.a = r2.a"),
                new OperatorCase("full-join-using", "SELECT a, r1.b, r2.d FROM r1 FULL JOIN r2 USING (a)"),
                new OperatorCase("self-join", "SELECT x.b, y.d FROM r2 x JOIN r2 y ON x.a = y.a"),
                new OperatorCase(
                        "exists",
                        "SELECT a, b FROM r2 WHERE EXISTS (SELECT FROM r1 WHERE r1.a = r2.a AND r1.b > r2.d)"),
                new OperatorCase("not-exists", "SELECT id FROM r1 WHERE NOT EXISTS (SELECT FROM r2 WHERE r2.a = r1.a)"),
                new OperatorCase("in-under-or", "SELECT id FROM r1 WHERE a IN (SELECT a FROM r2) OR b IS NULL"),
                new OperatorCase("not-in", "SELECT id FROM r1 WHERE a NOT IN (SELECT a FROM r2)"),
                new OperatorCase(
                        "quantified-all", "SELECT id FROM r1 WHERE a > ALL (SELECT d FROM r2 WHERE r2.a = r1.b)"),
                new OperatorCase(
                        "scalar-subquery", "SELECT id, (SELECT max(d) FROM r2 WHERE r2.a = r1.a) AS hi FROM r1"),
                new OperatorCase(
                        "array-subquery",
                        "SELECT k, ARRAY(SELECT d FROM r2 WHERE r2.a = r3.a ORDER BY d) AS ds FROM r3"),
                new OperatorCase(
                        "lateral",
                        "SELECT r3.k, s.id FROM r3 LEFT JOIN LATERAL (SELECT id FROM r1 WHERE r1.a = r3.a ORDER BY id DESC LIMIT 2) s ON true"),
                new OperatorCase("group-by", "SELECT a, count(*) AS n, sum(d) AS s, avg(d) AS m FROM r2 GROUP BY a"),
                new OperatorCase("extrema", "SELECT b, min(d) AS lo, max(d) AS hi FROM r2 GROUP BY b"),
                new OperatorCase("scalar-aggregation", "SELECT count(*) AS n, max(d) AS hi FROM r2"),
                new OperatorCase("having", "SELECT a + 1 AS k, sum(d) AS s FROM r2 GROUP BY a + 1 HAVING count(d) > 1"),
                new OperatorCase(
                        "aggregate-forms",
                        "SELECT a, count(DISTINCT d) AS n, string_agg(b, ',' ORDER BY b DESC) AS l, sum(d) FILTER (WHERE b = 'x') AS f,"
                                + " percentile_disc(0.5) WITHIN GROUP (ORDER BY d) AS p FROM r2 GROUP BY a"),
                new OperatorCase(
                        "grouping-sets",
                        "SELECT a, b, grouping(a, b) AS g, count(*) AS n FROM r2 GROUP BY CUBE (a, b)"),
                new OperatorCase(
                        "aggregate-below-join",
                        "SELECT r1.id, s.n FROM r1 JOIN (SELECT a, count(*) AS n FROM r2 GROUP BY a) s ON s.a = r1.a"),
                new OperatorCase(
                        "aggregate-of-join", "SELECT r3.a, count(*) AS n FROM r3 JOIN r2 ON r2.a = r3.a GROUP BY r3.a"),
                new OperatorCase(
                        "window",
                        "SELECT a, d, rank() OVER (PARTITION BY a ORDER BY d) AS r, sum(d) OVER (PARTITION BY b) AS s FROM r2"),
                new OperatorCase("distinct", "SELECT DISTINCT a, b FROM r2"),
                new OperatorCase("distinct-on", "SELECT DISTINCT ON (a) a, d, b FROM r2 ORDER BY a, d DESC, b"),
                new OperatorCase("union-all", "SELECT id, a FROM r1 UNION ALL SELECT k, a FROM r3"),
                new OperatorCase("union", "SELECT a FROM r1 UNION SELECT a FROM r2"),
                new OperatorCase("intersect", "SELECT a FROM r1 INTERSECT SELECT a FROM r2"),
                new OperatorCase("except-all", "SELECT a FROM r2 EXCEPT ALL SELECT a FROM r1"),
                new OperatorCase("first-rows", "SELECT id, a FROM r1 ORDER BY a DESC NULLS LAST, id LIMIT 3 OFFSET 1"),
                new OperatorCase("with-ties", "SELECT a, d FROM r2 ORDER BY d FETCH FIRST 2 ROWS WITH TIES"),
                new OperatorCase(
                        "first-groups", "SELECT a, count(*) AS n FROM r2 GROUP BY a ORDER BY n DESC, a LIMIT 2"),
                new OperatorCase(
                        "function-in-from",
                        "SELECT id, g.i, g.o FROM r1, generate_series(1, r1.a) WITH ORDINALITY g (i, o)"),
                new OperatorCase("function-in-select", "SELECT id, generate_series(1, b) AS g FROM r1"),
                new OperatorCase(
                        "common-table-expression",
                        "WITH w AS (SELECT a, count(*) AS n FROM r2 GROUP BY a) SELECT x.a, y.n FROM w x JOIN w y ON x.n = y.a"),
                new OperatorCase(
                        "recursion",
                        "WITH RECURSIVE t (x) AS (SELECT a FROM r3 WHERE f > 0 UNION SELECT r3.a FROM r3 JOIN t ON r3.k = t.x) SELECT x FROM t"),
                new OperatorCase(
                        "recursion-counted",
                        "WITH RECURSIVE t (x, n) AS (SELECT a, 1 FROM r3 UNION ALL SELECT r3.a, n + 1 FROM r3 JOIN t ON r3.k = t.x WHERE n < 4)"
                                + " SELECT x, n FROM t"));
    }
}
