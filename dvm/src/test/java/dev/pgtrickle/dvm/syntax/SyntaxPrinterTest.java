package dev.pgtrickle.dvm.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.testkit.Golden;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SyntaxPrinterTest {

    private static final String EVERYTHING = """
            WITH RECURSIVE c(n) AS MATERIALIZED ( SELECT 1 UNION ALL SELECT (c_1.n + 1) FROM c c_1) SEARCH DEPTH FIRST BY n SET o,
            d AS ( VALUES (1,'x'::text), (2,NULL::text))
            SELECT DISTINCT ON (t.k, (lower(t.b))) t.k, count(*) FILTER (WHERE (t.a > 1)) AS n, sum(t.a) OVER (w ROWS BETWEEN 1 PRECEDING AND
            CURRENT ROW EXCLUDE TIES) AS "S s", ( SELECT max(u.v) AS max FROM u WHERE (u.k = t.k)) AS m, CASE WHEN (t.j ? 'a'::text) THEN
            ((t.arr)[1:2])[1] ELSE (- t.a) END AS "case", COALESCE(t.b, EXTRACT(year FROM t.d)::text, ARRAY[t.b, ROW(t.*)::text][1]) AS c,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY t.f DESC NULLS LAST) AS p, (t.c COLLATE "C")::character varying(10) AS z
            FROM ((app.t t(k, a) LEFT JOIN ONLY u USING (k) AS uu) CROSS JOIN LATERAL ( SELECT 1 AS one) s), c TABLESAMPLE system (10)
            REPEATABLE (1), LATERAL ROWS FROM(unnest(t.arr), g(1) AS (x integer)) WITH ORDINALITY r(e, x, o),
            JSON_TABLE(t.j, '$' AS p COLUMNS (y integer PATH '$.y')) jt
            WHERE ((t.a IN ( SELECT d.column1 FROM d)) AND (NOT (EXISTS ( SELECT FROM u u_1))))
            GROUP BY GROUPING SETS ((t.k, t.b), ROLLUP(t.a), ()) HAVING (count(*) > 1) WINDOW w AS (PARTITION BY t.k ORDER BY t.d USING >)
            ORDER BY t.k, (lower(t.b)) DESC NULLS LAST OFFSET 1 LIMIT 10 FOR UPDATE OF t SKIP LOCKED""";

    @Test
    void lays_out_clauses_on_lines() throws IOException {
        Query query = CanonicalParser.parse(EVERYTHING);
        String printed = SyntaxPrinter.print(query);
        Golden.check("syntax/everything.sql", printed);
        assertThat(CanonicalParser.parse(printed)).isEqualTo(query);
    }

    @Test
    void prints_parts_as_well() {
        QueryBody.Select select = (QueryBody.Select)
                CanonicalParser.parse("SELECT lower(t.a) FROM app.t t").body();
        assertThat(SyntaxPrinter.print(select.targets().getFirst().expression()))
                .isEqualTo("lower(t.a)");
        assertThat(SyntaxPrinter.print(select.from().getFirst())).isEqualTo("app.t t");
    }

    @Test
    void a_rewriter_that_changes_nothing_makes_an_equal_tree() {
        Query query = CanonicalParser.parse(EVERYTHING);
        assertThat(new SyntaxRewriter() {}.query(query)).isEqualTo(query);
    }
}
