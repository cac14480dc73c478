package dev.pgtrickle.dvm.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is lifted out of the text of expressions: all references, sub-selects and calls, and nothing that only looks like one. */
class LiftedPiecesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            nullValues = "nothing",
            value = {
                // references
                "(t.a + \"T t\".\"B b\") ~ t.a, T t.B b",
                "(t.* IS NULL) ~ t.*",
                "(k + 1) ~ k",
                "(t.a = ANY (t.arr)) ~ t.a, t.arr",
                "t.arr[t.a:u.b] ~ t.arr, t.a, u.b",
                "CASE t.a WHEN u.b THEN t.c ELSE k END ~ t.a, u.b, t.c, k",
                "ARRAY[t.a, ROW(u.b, t.*)] ~ t.a, u.b, t.*",
                "(NOT (t.a AND true)) ~ t.a",
                "GREATEST(t.a, COALESCE(u.b, NULL::integer)) ~ t.a, u.b",
                // fields, types, collations, operators
                "((t.ad).street || (t.ads[1]).nr.more) ~ t.ad, t.ads",
                "(t.a)::app.addr ~ t.a",
                "'x'::app.geometry(Point,4326)[] ~ nothing",
                "(t.a)::double precision ~ t.a",
                "(t.a)::timestamp(3) without time zone ~ t.a",
                "(t.a)::interval day to second(2) ~ t.a",
                "(t.a COLLATE app.german) ~ t.a",
                "(t.a OPERATOR(app.+) u.b) ~ t.a, u.b",
                "NULL::character varying COLLATE \"C\" ~ nothing",
                "(\"time\".year)::text ~ time.year",
                // constructs whose words are no references
                "EXTRACT(year FROM t.d) ~ t.d",
                "TRIM(BOTH t.a FROM t.b) ~ t.a, t.b",
                "COLLATION FOR (t.a) ~ t.a",
                "(t.b IS NFC NORMALIZED) ~ t.b",
                "(t.ts AT TIME ZONE 'UTC'::text) ~ t.ts",
                "CURRENT_TIMESTAMP(3) ~ nothing",
                "XMLELEMENT(NAME foo, XMLATTRIBUTES(t.k AS \"I d\"), t.v) ~ t.k, t.v",
                "XMLSERIALIZE(CONTENT t.x AS character varying(10)) ~ t.x",
                "t.x IS DOCUMENT ~ t.x",
                "JSON_VALUE(t.j, '$.a' PASSING t.d AS d, (u.n + 1) AS \"E\" RETURNING app.addr DEFAULT 1 ON EMPTY) ~ t.j, t.d, u.n",
                "JSON_OBJECT(t.a : t.b, 'x' : t.c NULL ON NULL RETURNING app.doc) ~ t.a, t.b, t.c",
                // calls
                "lower(t.a) ~ lower(t.a)",
                "app.\"F f\"(t.a, u.b) ~ app.F f(t.a, u.b)",
                "app.f(x => t.a, y => k) ~ app.f(t.a, k)",
                "f(VARIADIC t.arr) ~ f(t.arr)",
                "count(*) ~ count()",
                "count(DISTINCT t.a) ~ count(t.a)",
                "string_agg(t.a, ','::text ORDER BY t.b DESC, (lower(t.c)) USING OPERATOR(app.<)) ~ string_agg(t.a, t.b, lower(t.c))",
                "percentile_cont(t.p) WITHIN GROUP (ORDER BY t.a) FILTER (WHERE (t.b > u.c)) ~ percentile_cont(t.p, t.a, t.b, u.c)",
                "sum(t.a) OVER (w PARTITION BY t.b ORDER BY t.c ROWS BETWEEN t.d PRECEDING AND CURRENT ROW EXCLUDE TIES) ~ sum(t.a, t.b, t.c, t.d)",
                "(rank() OVER w + sum(max(t.a)) OVER ()) ~ rank(), sum(max(t.a))",
                "GROUPING(t.a, t.b) ~ GROUPING(t.a, t.b)",
                "JSON_ARRAYAGG(t.a ORDER BY t.b NULL ON NULL RETURNING app.doc) FILTER (WHERE t.c) ~ JSON_ARRAYAGG(t.a, t.b, t.c)",
                "JSON_OBJECTAGG(t.a : t.b WITH UNIQUE KEYS RETURNING jsonb) OVER w ~ JSON_OBJECTAGG(t.a, t.b)",
                // sub-selects
                "( SELECT 1) ~ query",
                "(t.a IN ( SELECT u.b FROM u)) ~ t.a, query",
                "(EXISTS ( SELECT FROM u)) ~ query",
                "(t.a > ALL ( VALUES (1), (2))) ~ t.a, query",
                "ARRAY( SELECT u.b FROM u) ~ query",
                "(( SELECT 1) + ( SELECT 2)) ~ query, query",
                "(( SELECT 1 LIMIT 1) UNION SELECT 2) ~ query",
                "((( SELECT 1 LIMIT 1) UNION SELECT 2) + t.a) ~ query, t.a",
                "f(( SELECT g(t.a) FROM u)) ~ f(query)",
            })
    void references_sub_selects_and_calls(String expression, String lifted) {
        Query query = CanonicalParser.parse("SELECT " + expression + " AS x FROM t");
        Expression parsed =
                ((QueryBody.Select) query.body()).targets().getFirst().expression();
        assertThat(String.join(", ", lifted(parsed))).isEqualTo(lifted == null ? "" : lifted);
    }

    private static List<String> lifted(Expression expression) {
        List<String> found = new ArrayList<>();
        new SyntaxRewriter() {
            @Override
            protected Piece piece(Piece piece) {
                switch (piece) {
                    case Piece.Token token -> {}
                    case Piece.ColumnReference r ->
                        found.add(r.alias().name() + "." + r.column().name());
                    case Piece.WholeRow row -> found.add(row.alias().name() + ".*");
                    case Piece.MergedColumn merged -> found.add(merged.column().name());
                    case Piece.SubQuery query -> found.add("query");
                    case Piece.Call call -> found.add(call(call));
                }
                return piece;
            }

            private String call(Piece.Call call) {
                String name = switch (call.name()) {
                    case Piece.CallName.Function f ->
                        (f.name().schema() == null ? "" : f.name().schema().name() + ".")
                                + f.name().name().name();
                    case Piece.CallName.Construct construct -> construct.keyword();
                };
                int before = found.size();
                super.piece(call);
                List<String> inner = found.subList(before, found.size());
                String text = name + "(" + String.join(", ", inner) + ")";
                inner.clear();
                return text;
            }
        }.expression(expression);
        return found;
    }
}
