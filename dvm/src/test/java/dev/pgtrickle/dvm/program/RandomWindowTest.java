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

/** Random changes against window functions, in queries whose result is no matter of chance. */
@ExtendWith(DatabaseExtension.class)
class RandomWindowTest {

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
                        "ranks with ties",
                        "SELECT id, a, rank() OVER (PARTITION BY a ORDER BY b) AS r, dense_rank() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST) AS d, percent_rank() OVER (PARTITION BY a ORDER BY b, t) AS p, cume_dist() OVER (PARTITION BY a ORDER BY t) AS c FROM r1"),
                exact(
                        "positions by a key",
                        "SELECT id, row_number() OVER (PARTITION BY a ORDER BY id) AS n, ntile(3) OVER (PARTITION BY a ORDER BY id DESC) AS q, lag(t) OVER (PARTITION BY a ORDER BY id) AS l, lead(b, 2, -1) OVER (PARTITION BY a ORDER BY id) AS f FROM r1"),
                exact("numbers of tied rows", "SELECT a, row_number() OVER (PARTITION BY a) AS n FROM r2"),
                exact(
                        "numbers of the rows of one value",
                        "SELECT a, b, row_number() OVER (PARTITION BY a, b ORDER BY a) AS n FROM r2"),
                exact(
                        "aggregates of partitions",
                        "SELECT a, d, count(*) OVER w AS n, sum(d) OVER w AS s, avg(b) OVER w AS m, max(b) OVER w AS x, bool_or(b > 1) OVER w AS o FROM (SELECT a, d, length(b) AS b FROM r2) r2 WINDOW w AS (PARTITION BY a)"),
                exact(
                        "running sums by peers",
                        "SELECT id, sum(c) OVER (PARTITION BY a ORDER BY b) AS s, count(*) FILTER (WHERE id > 4) OVER (PARTITION BY a ORDER BY b) AS n, sum(b) OVER (ORDER BY id RANGE BETWEEN 3 PRECEDING AND CURRENT ROW) AS r, avg(b) OVER (ORDER BY b GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) AS g FROM r1"),
                exact(
                        "frames of rows",
                        "SELECT id, sum(c) OVER (PARTITION BY a ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s, array_agg(b) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS l, first_value(t) OVER (PARTITION BY a ORDER BY id) AS f, last_value(t) OVER (PARTITION BY a ORDER BY id) AS v, nth_value(t, 2) OVER (PARTITION BY a ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS n FROM r1"),
                exact(
                        "ties that make no difference",
                        "SELECT a, b, first_value(b) OVER (PARTITION BY a ORDER BY b) AS f, last_value(b) OVER (PARTITION BY a ORDER BY b) AS l, sum(x) OVER (PARTITION BY a ORDER BY b) AS s, avg(x) OVER (PARTITION BY b) AS m, string_agg(b, ',') OVER (PARTITION BY a ORDER BY b) AS g FROM r2"),
                exact(
                        "values of the whole partition",
                        "SELECT a, first_value(d) OVER (PARTITION BY a ORDER BY d) AS f, last_value(d) OVER (PARTITION BY a ORDER BY d RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS l, nth_value(d, 2) OVER (PARTITION BY a ORDER BY d RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS n FROM r2"),
                exact(
                        "partitions by expressions",
                        "SELECT id, count(*) OVER (PARTITION BY coalesce(a, 0) % 2, upper(t)) AS n, rank() OVER (PARTITION BY a + b ORDER BY c) AS r, max(id) OVER () AS m FROM r1"),
                exact(
                        "named windows",
                        "SELECT id, sum(b) OVER w AS s, rank() OVER (w ORDER BY b) AS r, sum(b) OVER (v ROWS UNBOUNDED PRECEDING) AS q FROM r1 WINDOW w AS (PARTITION BY a), v AS (w ORDER BY id)"),
                exact(
                        "over groups",
                        "SELECT a, sum(c) AS s, rank() OVER (ORDER BY sum(c) DESC) AS r, sum(count(*)) OVER (ORDER BY a) AS n, 100.0 * count(*) / sum(count(*)) OVER () AS p FROM r1 GROUP BY a"),
                exact(
                        "over grouping sets",
                        "SELECT a, b, count(*) AS n, row_number() OVER (PARTITION BY grouping(a, b) ORDER BY a, b) AS r FROM r1 GROUP BY ROLLUP (a, b)"),
                exact(
                        "over groups with having",
                        "SELECT a, lag(count(*)) OVER (ORDER BY a) AS l FROM r1 GROUP BY a HAVING count(*) > 1"),
                exact(
                        "over a join",
                        "SELECT r1.id, r3.k, row_number() OVER (PARTITION BY r3.a ORDER BY r1.id, r3.k) AS n, sum(r1.b) OVER (PARTITION BY r1.t) AS s FROM r1 JOIN r3 ON r1.a = r3.a"),
                exact(
                        "under a filter",
                        "SELECT id, n FROM (SELECT id, t, row_number() OVER (PARTITION BY a ORDER BY id DESC) AS n FROM r1) x WHERE n <= 2 AND t IS NOT NULL"),
                exact(
                        "under groups",
                        "SELECT n, count(*) AS c, sum(b) AS s FROM (SELECT b, rank() OVER (PARTITION BY a ORDER BY b) AS n FROM r1) x GROUP BY n"),
                exact(
                        "inside expressions",
                        "SELECT id, b - lag(b) OVER (ORDER BY id) AS d, CASE WHEN rank() OVER (ORDER BY a) > 3 THEN 'late' ELSE t END AS l FROM r1"));
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
