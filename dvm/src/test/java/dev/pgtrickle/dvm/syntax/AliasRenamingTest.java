package dev.pgtrickle.dvm.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasRenamingTest {

    private static String renamed(String text) {
        return SyntaxPrinter.print(AliasRenaming.rename(CanonicalParser.parse(text), "r"))
                .replaceAll("\\s+", " ")
                .replace("( ", "(");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "SELECT t.a FROM app.t ~ SELECT r1.a FROM app.t r1",
                "SELECT x.a, x.* FROM t x(a, b) ORDER BY x.b FOR UPDATE OF x ~ SELECT r1.a, r1.* FROM t r1(a, b) ORDER BY r1.b FOR UPDATE OF r1",
                "SELECT a.x, b.y FROM (a JOIN b ON ((a.x = b.y))) ~ SELECT r1.x, r2.y FROM (a r1 JOIN b r2 ON ((r1.x = r2.y)))",
                "SELECT j.x, u.k FROM (a JOIN (b JOIN c USING (k) AS u) ON (true)) j(x) ~ SELECT r1.x, r5.k FROM (a r2 JOIN (b r3 JOIN c r4 USING (k) AS r5) ON (true)) r1(x)",
                "SELECT k FROM (a FULL JOIN b USING (k)) ~ SELECT k FROM (a r1 FULL JOIN b r2 USING (k))",
                "SELECT s.a FROM ( SELECT t.a FROM t) s ~ SELECT r1.a FROM (SELECT r2.a FROM t r2) r1",
                "SELECT a.x FROM a, LATERAL ( SELECT a.x FROM b) s ~ SELECT r1.x FROM a r1, LATERAL (SELECT r1.x FROM b r3) r2",
                "SELECT a.x, u.e FROM a, LATERAL unnest(a.arr) u(e) ~ SELECT r1.x, r2.e FROM a r1, LATERAL unnest(r1.arr) r2(e)",
                "SELECT jt.x, a.y FROM a, JSON_TABLE(a.j, '$' AS p COLUMNS (x integer PATH '$')) jt ~ SELECT r2.x, r1.y FROM a r1, JSON_TABLE(r1.j, '$' AS p COLUMNS (x integer PATH '$')) r2",
                "SELECT xmltable.x FROM XMLTABLE(('a') PASSING (b) COLUMNS x text) ~ SELECT r1.x FROM XMLTABLE(('a') PASSING (b) COLUMNS x text) r1",
                "SELECT ( SELECT b.x FROM b WHERE (b.y = a.y)), ( SELECT b.x FROM b WHERE (b.y = a.y)) FROM a ~ SELECT (SELECT r2.x FROM b r2 WHERE (r2.y = r1.y)), (SELECT r2.x FROM b r2 WHERE (r2.y = r1.y)) FROM a r1",
                "WITH c AS ( SELECT t.a FROM t) SELECT c.a, d.a FROM c, c d ~ WITH r3 AS (SELECT r3.a FROM t r3) SELECT r1.a, r2.a FROM r3 r1, r3 r2",
                "WITH t AS ( SELECT t_1.a FROM app.t t_1) SELECT t.a FROM t ~ WITH r2 AS (SELECT r2.a FROM app.t r2) SELECT r1.a FROM r2 r1",
                "WITH RECURSIVE c AS ( SELECT 1 UNION ALL SELECT c_1.x FROM c c_1) SELECT c.x FROM c ~ WITH RECURSIVE r1 AS (SELECT 1 UNION ALL SELECT r3.x FROM r1 r3) SELECT r2.x FROM r1 r2",
                "SELECT sum(t.a) FILTER (WHERE t.b) OVER (PARTITION BY t.c ROWS t.d PRECEDING) FROM t ~ SELECT sum(r1.a) FILTER (WHERE r1.b) OVER (PARTITION BY r1.c ROWS r1.d PRECEDING) FROM t r1",
                "SELECT t.a FROM t GROUP BY t.a, ROLLUP(t.b, (t.c, t.d)) HAVING (count(t.e) > 1) ~ SELECT r1.a FROM t r1 GROUP BY r1.a, ROLLUP(r1.b, (r1.c, r1.d)) HAVING (count(r1.e) > 1)",
            })
    void renames_every_item_and_every_reference(String text, String expected) {
        assertThat(renamed(text)).isEqualTo(expected);
    }

    @Test
    void refuses_a_reference_to_nothing() {
        assertThatThrownBy(() -> renamed("SELECT u.a FROM t")).isInstanceOf(SqlSyntaxException.class);
        assertThatThrownBy(() -> renamed("SELECT t.a FROM ( SELECT u.b FROM t) t"))
                .isInstanceOf(SqlSyntaxException.class);
    }
}
