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

/** Random changes against queries with every construct at the level of FROM and of whole SELECTs. */
@ExtendWith(DatabaseExtension.class)
class RandomFromTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 10);

    record Case(String name, Equality equality, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case exact(String name, String query) {
        return new Case(name, Equality.EXACT, query);
    }

    /** For results that may show any of several equal values. */
    private static Case equal(String name, String query) {
        return new Case(name, Equality.SQL, query);
    }

    static List<Case> cases() {
        return List.of(
                exact("left join", "SELECT r1.id, r2.b, r2.d FROM r1 LEFT JOIN r2 ON r1.a = r2.a"),
                exact(
                        "left join with conditions on both sides",
                        "SELECT r1.id, r1.t, r2.b FROM r1 LEFT JOIN r2 ON r1.a = r2.a AND r1.b > 1 AND r2.b = 'a' WHERE r1.id > 2"),
                exact("rows without a partner", "SELECT r1.id FROM r1 LEFT JOIN r2 ON r1.a = r2.a WHERE r2.a IS NULL"),
                exact("right join", "SELECT r1.id, r3.k, r3.f FROM r1 RIGHT JOIN r3 ON r1.a = r3.a AND r1.b = r3.k"),
                exact("full join", "SELECT r1.id, r1.b, r2.b AS rb, r2.d FROM r1 FULL JOIN r2 ON r1.a = r2.a"),
                exact("full join using", "SELECT a, r1.t, r2.b FROM r1 FULL JOIN r2 USING (a)"),
                exact(
                        "full joins in a chain, grouped",
                        "SELECT a, count(*) AS n, count(r1.id) AS n1, sum(r3.f) AS s FROM r1 FULL JOIN r2 USING (a) FULL JOIN r3 USING (a) GROUP BY a"),
                exact("self left join", "SELECT x.id, y.id AS yid FROM r1 x LEFT JOIN r1 y ON x.a = y.b"),
                exact(
                        "left join of inner joins",
                        "SELECT r1.id, x.k, x.d FROM r1 LEFT JOIN (r3 JOIN r2 ON r3.a = r2.a) x (k, a, f, a2, b, d, x) ON x.k = r1.b"),
                exact(
                        "chain of left joins",
                        "SELECT r1.id, r2.b, r3.f FROM r1 LEFT JOIN r2 ON r1.a = r2.a LEFT JOIN r3 ON r3.k = r2.a"),
                exact(
                        "inner join over a left join",
                        "SELECT r3.k, r1.id, r2.b FROM r3 JOIN (r1 LEFT JOIN r2 ON r1.b = r2.a) ON r3.a = r1.a WHERE coalesce(r2.b, 'a') = 'a'"),
                exact(
                        "left join with a grouped sub-select",
                        "SELECT r3.k, coalesce(g.n, 0) AS n FROM r3 LEFT JOIN (SELECT a, count(*) AS n FROM r2 GROUP BY a) g ON g.a = r3.a"),
                exact(
                        "groups over a left join",
                        "SELECT r3.k, count(r2.a) AS n, sum(r2.d) AS s FROM r3 LEFT JOIN r2 ON r2.a = r3.a GROUP BY r3.k"),
                exact("left join without equality", "SELECT r3.k, r1.id FROM r3 LEFT JOIN r1 ON r1.b > r3.a"),
                exact(
                        "union all",
                        "SELECT id, a, t FROM r1 UNION ALL SELECT k, a, 'k' FROM r3 UNION ALL SELECT a, a, b FROM r2"),
                exact("union", "SELECT a, t FROM r1 UNION SELECT a, b FROM r2"),
                equal("union of types", "SELECT c FROM r1 UNION SELECT d FROM r2 UNION SELECT f FROM r3"),
                exact("intersect", "SELECT a, t FROM r1 INTERSECT SELECT a, b FROM r2"),
                exact("intersect all", "SELECT a FROM r1 INTERSECT ALL SELECT a FROM r2"),
                exact("except", "SELECT a, t FROM r1 EXCEPT SELECT a, b FROM r2"),
                exact("except all", "SELECT a FROM r2 EXCEPT ALL SELECT a FROM r1"),
                exact("except of three", "SELECT a FROM r2 EXCEPT ALL SELECT a FROM r3 EXCEPT ALL SELECT b FROM r1"),
                exact("intersect of one table", "SELECT a FROM r1 INTERSECT SELECT b FROM r1"),
                exact(
                        "nested set operations",
                        "(SELECT a FROM r1 UNION SELECT a FROM r2) EXCEPT (SELECT a FROM r3 INTERSECT SELECT b FROM r1)"),
                exact(
                        "join with a set operation",
                        "SELECT r3.k, s.a FROM r3 LEFT JOIN (SELECT a FROM r1 EXCEPT SELECT a FROM r2) s ON s.a = r3.a"),
                exact(
                        "groups over union all",
                        "SELECT a, count(*) AS n, sum(id) AS s FROM (SELECT a, id FROM r1 UNION ALL SELECT a, k FROM r3) u GROUP BY a"),
                exact("distinct", "SELECT DISTINCT a, t FROM r1"),
                exact("distinct over a join", "SELECT DISTINCT r1.a, r2.b FROM r1 JOIN r2 ON r1.a = r2.a"),
                equal("distinct decimals", "SELECT DISTINCT c FROM r1"),
                exact(
                        "distinct in a join",
                        "SELECT r3.k, d.b FROM r3 JOIN (SELECT DISTINCT a, b FROM r2) d ON d.a = r3.a"),
                exact("distinct of groups", "SELECT DISTINCT count(*) AS n FROM r1 GROUP BY a"),
                exact("distinct on", "SELECT DISTINCT ON (a) a, id, t FROM r1 ORDER BY a, b DESC NULLS LAST, id"),
                exact("distinct on, hidden keys", "SELECT DISTINCT ON (a, t) id FROM r1 ORDER BY t, a, b, id DESC"),
                exact("limit", "SELECT id, a FROM r1 ORDER BY a DESC, id LIMIT 3"),
                exact(
                        "limit with hidden keys, offset",
                        "SELECT id FROM r1 ORDER BY b NULLS FIRST, a, id LIMIT 4 OFFSET 2"),
                exact("duplicates under limit", "SELECT a, b FROM r2 ORDER BY a, b LIMIT 5"),
                exact("offset only", "SELECT a, b FROM r2 ORDER BY a DESC NULLS LAST, b OFFSET 3"),
                exact("limit 0", "SELECT id FROM r1 ORDER BY id LIMIT 0"),
                exact("with ties", "SELECT id, a FROM r1 ORDER BY a FETCH FIRST 2 ROWS WITH TIES"),
                exact("with ties and offset", "SELECT a FROM r2 ORDER BY a OFFSET 2 FETCH FIRST 2 ROWS WITH TIES"),
                exact(
                        "limit over groups",
                        "SELECT a, sum(b) AS s FROM r1 GROUP BY a ORDER BY count(*) DESC, a LIMIT 2"),
                exact("limit over a union", "SELECT a, b FROM r2 UNION SELECT a, t FROM r1 ORDER BY 1 DESC, 2 LIMIT 3"),
                exact("limit over distinct", "SELECT DISTINCT a, b FROM r1 ORDER BY b DESC, a LIMIT 3"),
                exact(
                        "limit in a sub-select",
                        "SELECT r3.k, s.id FROM r3 JOIN (SELECT id, a FROM r1 ORDER BY b, id LIMIT 4) s ON s.a = r3.a"),
                exact(
                        "groups over limit",
                        "WITH w AS (SELECT a, id FROM r1 ORDER BY id DESC LIMIT 5) SELECT a, count(*) AS n FROM w GROUP BY a"),
                exact(
                        "values",
                        "SELECT r1.id, v.n FROM r1 LEFT JOIN (VALUES (1, 'one'), (2, 'two'), (NULL, 'none')) v (i, n) ON v.i = r1.a"),
                exact("union with constants", "SELECT a, t FROM r1 UNION SELECT 1, 'x' UNION VALUES (2, NULL)"),
                exact("one row", "SELECT r1.id, o.x FROM r1, (SELECT 1 AS x) o WHERE r1.a = o.x"),
                exact("series", "SELECT r1.id, g FROM r1, generate_series(1, r1.a) g"),
                exact(
                        "series kept",
                        "SELECT r1.id, g, n FROM r1 LEFT JOIN generate_series(1, r1.a) WITH ORDINALITY u (g, n) ON g <> r1.b"),
                exact(
                        "arrays",
                        "SELECT r1.id, u.x FROM r1 CROSS JOIN unnest(CASE WHEN b = 1 THEN NULL WHEN b = 2 THEN '{}'::int[] ELSE ARRAY[a, NULL, id] END) u (x)"),
                exact(
                        "function of two tables",
                        "SELECT r1.id, r3.k, g FROM r1 JOIN r3 ON r3.a = r1.a, generate_series(r1.a, r3.k) g WHERE g > 1"),
                exact(
                        "several functions",
                        "SELECT r3.k, p, q FROM r3, ROWS FROM (generate_series(1, r3.a), unnest(ARRAY[r3.f, 7])) u (p, q)"),
                exact(
                        "functions in the select list",
                        "SELECT id, generate_series(1, a) AS g, unnest(ARRAY[b, id]) AS u FROM r1"),
                exact(
                        "groups by a function",
                        "SELECT generate_series(1, a) AS g, count(*) AS n, sum(b) AS s FROM r1 GROUP BY generate_series(1, a)"),
                exact("function of a group", "SELECT a, generate_series(1, count(*)) AS g FROM r2 GROUP BY a"),
                exact(
                        "first rows of a function",
                        "SELECT DISTINCT generate_series(1, b) AS g FROM r1 ORDER BY g DESC LIMIT 2"),
                exact(
                        "function of a subquery",
                        "SELECT r3.k, unnest(ARRAY(SELECT r1.id FROM r1 WHERE r1.a = r3.a)) AS u FROM r3"),
                exact(
                        "function in an outer join",
                        "SELECT r2.b, x.id, x.g FROM r2 LEFT JOIN (SELECT r1.id, r1.a, g FROM r1, generate_series(1, r1.b) g) x ON x.a = r2.a"));
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
