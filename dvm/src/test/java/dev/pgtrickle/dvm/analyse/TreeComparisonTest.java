package dev.pgtrickle.dvm.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.nodetree.TreeComparison;
import dev.pgtrickle.dvm.nodetree.TreeComparison.Difference;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which changes of a query the comparison of trees reports, and which it does not; lines are pairs of queries. */
class TreeComparisonTest {

    /** A query, and the same query written in another way. */
    private static final String SAME = """
            SELECT a FROM t1                                          == SELECT x.a FROM app.t1 AS x
            SELECT a FROM t1 x JOIN t2 y USING (id, a)                == SELECT a FROM t1 JOIN t2 USING (id, a)
            SELECT id FROM t1 WHERE a = 1 AND k = 2 AND bo            == SELECT id FROM t1 WHERE a = 1 AND (k = 2 AND bo)
            SELECT id FROM t1 WHERE (a = 1 OR k = 2) OR (bo OR n > 1) == SELECT id FROM t1 WHERE ((a = 1 OR k = 2) OR bo) OR n > 1
            SELECT id FROM t1 WHERE a BETWEEN 1 AND 2                 == SELECT id FROM t1 WHERE a >= 1 AND a <= 2
            SELECT id FROM t1 WHERE a IN (1, 2)                       == SELECT id FROM t1 WHERE a = ANY (ARRAY[1, 2])
            SELECT id FROM t1 WHERE b LIKE 'x'                        == SELECT id FROM t1 WHERE b ~~ 'x'
            SELECT id FROM t1 WHERE k NOT IN (SELECT k FROM t2)       == SELECT id FROM t1 WHERE NOT k IN (SELECT k FROM t2)
            SELECT a + n AS s FROM t1                                 == SELECT a::numeric + n AS s FROM t1
            SELECT upper(b) AS u FROM t1 ORDER BY 1                   == SELECT upper(b) AS u FROM t1 ORDER BY u
            SELECT a AS x, a AS y FROM t1 ORDER BY 1, 2               == SELECT a AS x, a AS y FROM t1 ORDER BY a
            SELECT a AS x, a AS y, k FROM t1 ORDER BY 2 DESC, 3, 1    == SELECT a AS x, a AS y, k FROM t1 ORDER BY a DESC, k
            SELECT a AS x, a AS y FROM t1 GROUP BY 1, 2               == SELECT a AS x, a AS y FROM t1 GROUP BY a
            SELECT DISTINCT ON (1) a AS x, a AS y FROM t1 ORDER BY 1, 2 == SELECT DISTINCT ON (a) a AS x, a AS y FROM t1 ORDER BY a, a
            SELECT a, k FROM t1 ORDER BY 2, 1                         == SELECT a, k FROM t1 ORDER BY k, a
            SELECT k AS x FROM t1 GROUP BY x                          == SELECT k AS x FROM t1 GROUP BY k
            SELECT sum(n) FROM t1 WHERE true                          == SELECT sum(n) FROM t1 WHERE 't'::boolean
            WITH c AS (SELECT a FROM t1) SELECT a FROM c              == WITH d AS (SELECT a FROM t1) SELECT d.a FROM d
            SELECT k FROM t1 WHERE EXISTS (SELECT 1 FROM t2)          == SELECT k FROM t1 WHERE EXISTS (SELECT 1 AS one FROM t2)
            SELECT a FROM t1 UNION SELECT k FROM t2                   == SELECT a FROM t1 UNION SELECT k AS b FROM t2
            SELECT s.b FROM (SELECT a AS b FROM t1) s                 == SELECT s.b FROM (SELECT a FROM t1) s(b)
            SELECT id FROM t1 x NATURAL JOIN (SELECT id FROM t2) y    == SELECT id FROM t1 x JOIN (SELECT id FROM t2) y USING (id)
            SELECT percentile_disc(ARRAY[0.5]) WITHIN GROUP (ORDER BY a) FROM t1 == SELECT percentile_disc(ARRAY[0.5]::float8[]) WITHIN GROUP (ORDER BY a) FROM t1
            """;

    /** A query, a changed one, and a word of where the first difference is. */
    private static final String DIFFERENT = """
            SELECT a FROM t1                                 <> SELECT k AS a FROM t1                                   | varattno
            SELECT a FROM t1                                 <> SELECT a AS x FROM t1                                   | column names
            SELECT a FROM t1                                 <> SELECT a FROM t2                                        | RANGETBLENTRY
            SELECT a FROM t1                                 <> SELECT a::bigint AS a FROM t1                           | expr
            SELECT a FROM t1                                 <> SELECT a, k FROM t1                                     | column names
            SELECT a FROM t1                                 <> SELECT DISTINCT a FROM t1                               | ressortgroupref
            SELECT a, k FROM t1 ORDER BY 1, 2                <> SELECT a, k FROM t1 ORDER BY 2, 1                       | tleSortGroupRef
            SELECT a AS x, a AS y FROM t1 ORDER BY 1, 2      <> SELECT a AS x, a AS y FROM t1 ORDER BY 1 DESC, 2        | sortop
            SELECT a AS x, k AS y FROM t1 ORDER BY 1, 2      <> SELECT a AS x, k AS y FROM t1 ORDER BY 1                | ressortgroupref
            SELECT id FROM parent                            <> SELECT id FROM ONLY parent                              | inh
            SELECT id FROM t1 WHERE a = 1                    <> SELECT id FROM t1 WHERE a = 2                           | constvalue
            SELECT id FROM t1 WHERE a = 1                    <> SELECT id FROM t1 WHERE a <> 1                          | opno
            SELECT id FROM t1 WHERE a = 1                    <> SELECT id FROM t1 WHERE a = 1::bigint                   | opno
            SELECT id FROM t1 WHERE a = 1 AND k = 2          <> SELECT id FROM t1 WHERE a = 1 OR k = 2                  | boolop
            SELECT id FROM t1 WHERE a = 1 AND k = 2          <> SELECT id FROM t1 WHERE k = 2 AND a = 1                 | varattno
            SELECT id FROM t1 WHERE a = 1 AND (k = 2 OR bo)  <> SELECT id FROM t1 WHERE (a = 1 AND k = 2) OR bo         | boolop
            SELECT id FROM t1 WHERE bo                       <> SELECT id FROM t1 WHERE NOT bo                          | quals
            SELECT id FROM t1 WHERE bo IS TRUE               <> SELECT id FROM t1 WHERE bo IS NOT FALSE                 | booltesttype
            SELECT id FROM t1 WHERE b = 'x'                  <> SELECT id FROM t1 WHERE b = 'X'                         | constvalue
            SELECT id FROM t1 WHERE b < 'x'                  <> SELECT id FROM t1 WHERE b < 'x' COLLATE "C"             | inputcollid
            SELECT id FROM t1 WHERE b::varchar(3) = 'x'      <> SELECT id FROM t1 WHERE b::varchar(4) = 'x'             | constvalue
            SELECT x.id FROM t1 x, t1 y WHERE x.k = 1        <> SELECT x.id FROM t1 x, t1 y WHERE y.k = 1               | varno
            SELECT x.id FROM t1 x, t1 y                      <> SELECT y.id FROM t1 x, t1 y                             | varno
            SELECT id FROM t1 x WHERE EXISTS (SELECT 1 FROM t1 y WHERE y.k = x.id) <> SELECT id FROM t1 x WHERE EXISTS (SELECT 1 FROM t1 y WHERE y.k = y.id) | var
            SELECT id FROM t1 WHERE k IN (SELECT k FROM t2)  <> SELECT id FROM t1 WHERE k <> ALL (SELECT k FROM t2)     | subLinkType
            SELECT id FROM t1 WHERE k IN (SELECT k FROM t2)  <> SELECT id FROM t1 WHERE k > ANY (SELECT k FROM t2)      | opno
            SELECT x.id FROM t1 x JOIN t2 y ON x.id = y.id   <> SELECT x.id FROM t1 x LEFT JOIN t2 y ON x.id = y.id     | jointype
            SELECT x.id FROM t1 x LEFT JOIN t2 y ON x.id = y.id <> SELECT x.id FROM t1 x FULL JOIN t2 y ON x.id = y.id  | join
            SELECT x.id FROM t1 x LEFT JOIN t2 y ON x.id = y.id <> SELECT x.id FROM t1 x LEFT JOIN t2 y ON x.k = y.id   | varattno
            SELECT x.id FROM t1 x JOIN t2 y USING (k)        <> SELECT x.id FROM t1 x JOIN t2 y USING (kk)              | join
            SELECT k FROM t1 JOIN t2 USING (k)               <> SELECT t2.k FROM t1 JOIN t2 USING (k)                   | varno
            SELECT a FROM t1 ORDER BY a                      <> SELECT a FROM t1 ORDER BY a DESC                        | sort
            SELECT a FROM t1 ORDER BY a                      <> SELECT a FROM t1 ORDER BY a NULLS FIRST                 | nulls_first
            SELECT a FROM t1 ORDER BY a, k                   <> SELECT a FROM t1 ORDER BY k, a                          | ref
            SELECT a FROM t1 LIMIT 1                         <> SELECT a FROM t1 LIMIT 2                                | constvalue
            SELECT a FROM t1 LIMIT 1                         <> SELECT a FROM t1 OFFSET 1                               | limitOffset
            SELECT a FROM t1 ORDER BY a LIMIT 1              <> SELECT a FROM t1 ORDER BY a FETCH FIRST 1 ROWS WITH TIES | limitOption
            SELECT k, sum(a) AS s FROM t1 GROUP BY k         <> SELECT k, avg(a) AS s FROM t1 GROUP BY k                | AGGREF
            SELECT k, sum(a) AS s FROM t1 GROUP BY k         <> SELECT k, sum(DISTINCT a) AS s FROM t1 GROUP BY k       | AGGREF
            SELECT k, sum(a) AS s FROM t1 GROUP BY k         <> SELECT k, sum(a) FILTER (WHERE bo) AS s FROM t1 GROUP BY k | aggfilter
            SELECT k, count(*) AS s FROM t1 GROUP BY k       <> SELECT k, count(k) AS s FROM t1 GROUP BY k              | AGGREF
            SELECT array_agg(a ORDER BY k) FROM t1           <> SELECT array_agg(a ORDER BY k DESC) FROM t1             | aggorder
            SELECT k FROM t1 GROUP BY k HAVING count(*) > 1  <> SELECT k FROM t1 GROUP BY k HAVING count(*) > 2         | constvalue
            SELECT k, b FROM t1 GROUP BY ROLLUP (k, b)       <> SELECT k, b FROM t1 GROUP BY CUBE (k, b)                | kind
            SELECT k, b FROM t1 GROUP BY ROLLUP (k, b)       <> SELECT k, b FROM t1 GROUP BY ROLLUP (b, k)              | ref|groupexprs
            SELECT DISTINCT ON (k) k, a FROM t1 ORDER BY k   <> SELECT DISTINCT ON (k, a) k, a FROM t1 ORDER BY k       | ref
            SELECT a FROM t1 UNION SELECT a FROM t2          <> SELECT a FROM t1 UNION ALL SELECT a FROM t2             | all
            SELECT a FROM t1 UNION SELECT a FROM t2          <> SELECT a FROM t1 EXCEPT SELECT a FROM t2                | op
            SELECT a FROM t1 EXCEPT SELECT a FROM t2         <> SELECT a FROM t2 EXCEPT SELECT a FROM t1                | RANGETBLENTRY
            SELECT sum(a) OVER (ORDER BY id) FROM t1         <> SELECT sum(a) OVER (PARTITION BY k ORDER BY id) FROM t1 | targetList
            SELECT sum(a) OVER (ORDER BY id) FROM t1         <> SELECT sum(a) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM t1 | frameOptions
            SELECT sum(a) OVER (ORDER BY id ROWS 1 PRECEDING) FROM t1 <> SELECT sum(a) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t1 | constvalue
            SELECT sum(a) OVER (ORDER BY id ROWS 1 PRECEDING) FROM t1 <> SELECT sum(a) OVER (ORDER BY id ROWS 1 PRECEDING EXCLUDE TIES) FROM t1 | frameOptions
            SELECT lag(a) OVER (ORDER BY id) AS x FROM t1    <> SELECT lead(a) OVER (ORDER BY id) AS x FROM t1          | winfnoid
            SELECT CASE WHEN bo THEN 1 ELSE 2 END FROM t1    <> SELECT CASE WHEN bo THEN 2 ELSE 1 END FROM t1           | constvalue
            SELECT ROW(a, k) AS r FROM t1                    <> SELECT ROW(k, a) AS r FROM t1                           | varattno
            SELECT arr[1] AS x FROM t1                       <> SELECT arr[1:1] AS x FROM t1                            | ref
            SELECT to_jsonb(s) AS j FROM (SELECT a AS x FROM t1) s <> SELECT to_jsonb(s) AS j FROM (SELECT a AS y FROM t1) s | column names
            WITH c AS (SELECT 1 AS x), d AS (SELECT 1 AS x) SELECT x FROM c <> WITH c AS (SELECT 1 AS x), d AS (SELECT 1 AS x) SELECT x FROM d | cte
            WITH c AS (SELECT a FROM t1) SELECT a FROM c     <> WITH c AS MATERIALIZED (SELECT a FROM t1) SELECT a FROM c | ctematerialized
            SELECT g FROM generate_series(1, 3) g            <> SELECT g FROM generate_series(1, 4) g                   | constvalue
            SELECT x.a FROM unnest(ARRAY[1]) x(a)            <> SELECT x.a FROM unnest(ARRAY[1]) WITH ORDINALITY x(a, o) | ordinality
            SELECT id FROM t1 TABLESAMPLE system (1)         <> SELECT id FROM t1 TABLESAMPLE bernoulli (1)             | tsmhandler
            SELECT id FROM t1 FOR UPDATE                     <> SELECT id FROM t1 FOR SHARE                             | strength
            SELECT id FROM t1 WHERE d > '2024-01-01'         <> SELECT id FROM t1 WHERE d > '2024-01-02'                | constvalue
            SELECT e = f AS x FROM cit                       <> SELECT e::text = f::text AS x FROM cit                  | opno
            """;

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void queries_that_differ_in_wording_only_are_the_same(PostgresVersion version) throws Exception {
        check(
                version,
                SAME.lines().map(line -> line.split("==", 2)).toList(),
                (pair, difference) -> difference.map(Difference::toString).orElse(""));
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void every_change_of_meaning_is_reported_where_it_is(PostgresVersion version) throws Exception {
        List<String[]> pairs = DIFFERENT
                .lines()
                .map(line -> line.split("( <> (?=SELECT|WITH))| \\| ", 3))
                .toList();
        check(
                version,
                pairs,
                (pair, difference) -> difference
                        .map(d -> word(pair).matcher(d.path()).find() ? "" : d.toString())
                        .orElse("no difference"));
    }

    private static Pattern word(String[] pair) {
        return Pattern.compile(pair[2].strip(), Pattern.CASE_INSENSITIVE);
    }

    /** What is wrong with a comparison, or nothing. */
    private interface Judgement {
        String of(String[] pair, Optional<Difference> difference);
    }

    private static void check(PostgresVersion version, List<String[]> pairs, Judgement judgement) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (Database database = CorpusDatabase.create(version);
                Connection connection = database.connect()) {
            SqlSession session = new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, notice -> {});
            for (String[] pair : pairs) {
                ServerAnalysis left = analysis(session, pair[0]);
                ServerAnalysis right = analysis(session, pair[1]);
                for (Optional<Difference> difference : List.of(
                        TreeComparison.compare(left.tree().node(), right.tree().node()),
                        TreeComparison.compare(right.tree().node(), left.tree().node()))) {
                    String problem = judgement.of(pair, difference);
                    if (!problem.isEmpty()) {
                        wrong.add(pair[0].strip() + "\n  " + pair[1].strip() + "\n    " + problem);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static ServerAnalysis analysis(SqlSession session, String text) {
        return switch (ServerAnalysis.ofText(session, text, SearchPath.parse("app, ext"))) {
            case ServerAnalysis analysis -> analysis;
            case Reading.Refusal refusal -> throw new AssertionError(text + ": " + refusal.message());
        };
    }
}
