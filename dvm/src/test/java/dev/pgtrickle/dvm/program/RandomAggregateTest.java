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

/** Random changes against aggregates of every form, and against grouping sets. */
@ExtendWith(DatabaseExtension.class)
class RandomAggregateTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 12);

    private static final String ALL_SETS =
            "SELECT a, b, t, grouping(a, b) AS g, grouping(t) AS gt, count(*) AS n, sum(c) AS s, max(id) AS m FROM r1 GROUP BY ";

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

    static List<Case> cases() {
        return List.of(
                exact(
                        "distinct",
                        "SELECT a, count(DISTINCT b) AS n, sum(DISTINCT b) AS s, avg(DISTINCT b) AS m FROM r1 GROUP BY a"),
                exact(
                        "distinct beside others",
                        "SELECT a, count(DISTINCT b) AS n, count(DISTINCT t) AS m, count(*) AS c, min(DISTINCT id) AS l, sum(c) AS s FROM r1 GROUP BY a"),
                exact(
                        "distinct values and extrema of one argument",
                        "SELECT t, count(DISTINCT (a + b)) AS n, max(a + b) AS m FROM r1 GROUP BY t HAVING count(DISTINCT (a + b)) > 1"),
                exact(
                        "distinct in grouping sets",
                        "SELECT a, b, count(DISTINCT t) AS n FROM r1 GROUP BY ROLLUP (a, b)"),
                exact(
                        "distinct below a join",
                        "SELECT r3.k, g.n FROM r3 JOIN (SELECT a, count(DISTINCT b) AS n FROM r2 GROUP BY a) g USING (a)"),
                exact("distinct of all rows", "SELECT count(DISTINCT b) AS n, sum(DISTINCT d) AS s FROM r2"),
                exact(
                        "distinct with filter",
                        "SELECT a, count(DISTINCT b) FILTER (WHERE id > 4) AS n FROM r1 GROUP BY a"),
                equal(
                        "distinct of decimals",
                        "SELECT a, count(DISTINCT c) AS n, sum(DISTINCT c) AS s FROM r1 GROUP BY a"),
                exact(
                        "distinct of a join",
                        "SELECT r3.a, count(DISTINCT r1.b) AS n, sum(DISTINCT r3.f) AS s FROM r1 JOIN r3 ON r1.a = r3.a GROUP BY r3.a"),
                exact(
                        "ordered",
                        "SELECT a, string_agg(t, ', ' ORDER BY id DESC) AS s, array_agg(b ORDER BY id) AS l, string_agg(DISTINCT t, '/' ORDER BY t DESC NULLS LAST) AS d FROM r1 GROUP BY a"),
                exact(
                        "filters that must not evaluate",
                        "SELECT a, array_agg(10 / b ORDER BY id) FILTER (WHERE b <> 0) AS l, sum(10 / b) FILTER (WHERE b <> 0) AS s, count(*) FILTER (WHERE b = 1) AS n, count(10 / b) FILTER (WHERE b <> 0 AND id > 2) AS m FROM r1 GROUP BY a"),
                exact(
                        "nulls are values",
                        "SELECT t, jsonb_agg(b ORDER BY id) AS j, array_agg(b ORDER BY id) FILTER (WHERE id > 3) AS l FROM r1 GROUP BY t"),
                exact(
                        "objects",
                        "SELECT a, jsonb_object_agg(id, t) AS j, json_object_agg(id, c ORDER BY id) FILTER (WHERE c > 0) AS o FROM r1 GROUP BY a"),
                exact(
                        "JSON constructs",
                        "SELECT a, JSON_ARRAYAGG(t ORDER BY id NULL ON NULL RETURNING jsonb) AS j, JSON_OBJECTAGG(id : b ABSENT ON NULL RETURNING jsonb) AS o, JSON_ARRAYAGG(b ORDER BY id) FILTER (WHERE id > 3) AS k FROM r1 GROUP BY a"),
                exact(
                        "ordered sets",
                        "SELECT a, mode() WITHIN GROUP (ORDER BY b) AS m, percentile_cont(0.5) WITHIN GROUP (ORDER BY b) AS p, percentile_disc(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY id DESC) AS q, percentile_cont(0.25) WITHIN GROUP (ORDER BY id) FILTER (WHERE b = 1) AS f FROM r1 GROUP BY a"),
                exact(
                        "hypothetical sets",
                        "SELECT a, rank(2, 'b') WITHIN GROUP (ORDER BY b, t DESC) AS r, dense_rank(1) WITHIN GROUP (ORDER BY b) AS d, cume_dist(2) WITHIN GROUP (ORDER BY b NULLS FIRST) AS c FROM r1 GROUP BY a"),
                exact(
                        "booleans and bits",
                        "SELECT t, bool_and(b > 1) AS x, bool_or(a = 2) AS y, every(id > 2) AS e, bit_and(a) AS ba, bit_or(b) AS bo, bit_xor(id) AS bx FROM r1 GROUP BY t"),
                exact(
                        "deviations",
                        "SELECT t, stddev(b) AS s, var_pop(a) AS v, variance(c) FILTER (WHERE c < 5) AS vc, stddev_samp(id) AS ss FROM r1 GROUP BY t"),
                exact(
                        "regressions",
                        "SELECT b, regr_count(x, a) AS n, regr_sxx(a, x) AS s, corr(a, a) AS c, covar_pop(a, a) AS p FROM r2 GROUP BY b"),
                exact(
                        "user-defined",
                        "SELECT a, fn.joined(t, '-' ORDER BY id) AS j, fn.rows_seen(VARIADIC ARRAY[a, b]) AS r, fn.joined(t, '+' ORDER BY id) FILTER (WHERE b = 1) AS f FROM r1 GROUP BY a"),
                exact(
                        "user-defined by the name of a built-in one",
                        "SELECT a, fn.sum(t ORDER BY t) AS s, fn.count(b) AS c FROM r1 GROUP BY a"),
                exact(
                        "all rows",
                        "SELECT fn.rows_seen(a) AS r, regr_count(x, a) AS n, count(DISTINCT b) AS d, array_agg(b ORDER BY b) FILTER (WHERE a = 1) AS l, max(d) AS m FROM r2"),
                exact(
                        "ranges",
                        "SELECT t, range_agg(int4range(id, id + 2)) AS r, range_intersect_agg(int4range(0, 5 + coalesce(b, 0))) AS i, any_value(t) AS v FROM r1 GROUP BY t"),
                exact(
                        "extrema of many types",
                        "SELECT b, min(DISTINCT x) AS mx, max(b) AS mb, min(ARRAY[a]) AS ma, max(DATE '2024-01-01' + a) AS md FROM r2 GROUP BY b"),
                exact(
                        "inside expressions",
                        "SELECT a, upper(string_agg(t, '' ORDER BY id)) || count(*)::text AS s, cardinality(array_agg(DISTINCT b)) AS n FROM r1 GROUP BY a HAVING count(DISTINCT t) > 1 OR bool_or(b IS NULL)"),
                exact(
                        "every form below a join",
                        "SELECT r1.id, g.* FROM r1 JOIN (SELECT a, count(DISTINCT t) AS n, array_agg(DISTINCT b) AS l, array_agg(c ORDER BY b) IS NULL AS e, mode() WITHIN GROUP (ORDER BY b) AS m, percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS p, rank(2) WITHIN GROUP (ORDER BY b) AS r, stddev(id) AS s, variance(c) AS v, bool_or(b = 2) AS o, cardinality(array_agg(c)) AS k, JSON_ARRAYAGG(id ORDER BY id NULL ON NULL RETURNING jsonb) AS j, string_agg(t, ') ORDER BY ' ORDER BY id) AS q FROM r1 GROUP BY a) g ON g.a = r1.b"),
                exact("rollup", ALL_SETS + "ROLLUP (a, b), t"),
                exact(
                        "rollup with a total",
                        "SELECT a, b, count(*) AS n, count(DISTINCT t) AS d, sum(c) AS s, avg(b) FILTER (WHERE id > 3) AS m, array_agg(id ORDER BY id) FILTER (WHERE b = 1) AS l FROM r1 GROUP BY ROLLUP (a, b)"),
                exact("cube", ALL_SETS + "CUBE (a, (b, t))"),
                exact("grouping sets", ALL_SETS + "GROUPING SETS ((a, b), (t), (), ROLLUP (t, b))"),
                exact("product of sets", ALL_SETS + "GROUPING SETS (a, b), GROUPING SETS ((t), ())"),
                exact(
                        "distinct sets",
                        ALL_SETS.replace("GROUP BY", "GROUP BY DISTINCT") + "ROLLUP (a, b), ROLLUP (a, t)"),
                exact("equal sets", "SELECT a, count(*) AS n FROM r1 GROUP BY GROUPING SETS (a, a, ())"),
                exact(
                        "one set",
                        "SELECT a, t, grouping(a) AS g, count(*) AS n FROM r1 GROUP BY GROUPING SETS ((a, t))"),
                exact("the empty set alone", "SELECT count(*) AS n, sum(a) AS s FROM r2 GROUP BY ()"),
                exact(
                        "totals of nothing",
                        "SELECT b, count(*) AS n, sum(d) AS s, max(x) AS m, regr_count(x, a) AS c FROM r2 WHERE a = 3 GROUP BY GROUPING SETS (b, (), ())"),
                exact(
                        "sets of expressions",
                        "SELECT coalesce(a, 0) % 2 AS odd, upper(t) AS u, grouping(upper(t)) AS g, count(*) AS n FROM r1 GROUP BY ROLLUP (coalesce(a, 0) % 2, upper(t)) HAVING count(*) > 1 OR grouping(upper(t)) = 1"),
                exact(
                        "sets with what depends on a key",
                        "SELECT r3.k, r3.f, r1.t, count(*) AS n FROM r3 JOIN r1 ON r1.b = r3.k GROUP BY r3.k, ROLLUP (r1.t)"),
                exact(
                        "sets below a join",
                        "SELECT r3.k, g.a, g.n FROM r3 JOIN (SELECT a, b, count(*) AS n FROM r2 GROUP BY CUBE (a, b)) g ON g.a = r3.a"));
    }

    @BeforeAll
    static void install(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
        database.run("CREATE SCHEMA fn");
        database.run("CREATE TYPE fn.pair AS (x int, y text)");
        database.run("CREATE FUNCTION fn.append(text, text, text) RETURNS text IMMUTABLE LANGUAGE sql"
                + " AS $$ SELECT coalesce($1 || $3, '') || coalesce($2, '?') $$");
        database.run("CREATE AGGREGATE fn.joined(text, text) (sfunc = fn.append, stype = text)");
        database.run("CREATE FUNCTION fn.one_more(int, VARIADIC anyarray) RETURNS int IMMUTABLE LANGUAGE sql"
                + " AS $$ SELECT $1 + 1 $$");
        database.run(
                "CREATE AGGREGATE fn.rows_seen(VARIADIC anyarray) (sfunc = fn.one_more, stype = int, initcond = '0')");
        database.run("CREATE FUNCTION fn.append(text, text) RETURNS text IMMUTABLE LANGUAGE sql"
                + " AS $$ SELECT $1 || coalesce($2, '?') $$");
        database.run("CREATE AGGREGATE fn.sum(text) (sfunc = fn.append, stype = text, initcond = '')");
        database.run(
                "CREATE AGGREGATE fn.count(VARIADIC anyarray) (sfunc = fn.one_more, stype = int, initcond = '100')");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stays_equal_to_its_query(Case test, Database database) throws Exception {
        new RandomTrial(database, CYCLES).run(test.name(), test.equality(), test.query());
    }
}
