package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import dev.pgtrickle.testkit.Golden;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which relational tree each construct at the level of FROM and of whole SELECTs becomes, as golden files with one query after the other. */
@ExtendWith(DatabaseExtension.class)
class TreeBuilderTest {

    /**
     * Queries around one construct.
     *
     * @param file the golden file
     * @param queries the queries
     */
    record Case(String file, List<String> queries) {
        @Override
        public String toString() {
            return file;
        }
    }

    private static Case of(String construct, String... queries) {
        return new Case("tree-" + construct + ".txt", List.of(queries));
    }

    static List<Case> cases() {
        return List.of(
                of(
                        "outer-joins",
                        "SELECT a.id, b.v FROM a LEFT JOIN b ON a.id = b.id AND b.v > 1 WHERE a.v IS NOT NULL",
                        "SELECT a.id, b.v FROM a RIGHT JOIN b ON a.id = b.id",
                        "SELECT a.id, b.v FROM a FULL JOIN b ON a.id = b.id",
                        "SELECT a.id, b.v, c.v AS w FROM a LEFT JOIN (b JOIN c ON b.id = c.id) ON a.id = b.id",
                        "SELECT a.id, c.v FROM c, a LEFT JOIN b ON a.id = b.id WHERE c.id = a.v",
                        "SELECT j.id, j.w FROM (a LEFT JOIN b ON a.id = b.v) j (id, v, t, k, w)"),
                of(
                        "using",
                        "SELECT id, a.v FROM a JOIN b USING (id) JOIN c USING (id)",
                        "SELECT id FROM a LEFT JOIN b USING (id) LEFT JOIN c USING (id)",
                        "SELECT id FROM a RIGHT JOIN b USING (id) RIGHT JOIN c USING (id)",
                        "SELECT id, a.v, b.v AS w FROM a FULL JOIN b USING (id)",
                        "SELECT id, count(*) AS n FROM a FULL JOIN b USING (id) FULL JOIN c USING (id) GROUP BY id",
                        "SELECT * FROM (a JOIN b USING (id)) AS j (k, l, m, n)",
                        "SELECT x.id, a.v FROM a FULL JOIN b USING (id) AS x",
                        "SELECT id FROM a NATURAL JOIN big",
                        "SELECT id FROM a RIGHT JOIN big USING (id)",
                        "SELECT id FROM a JOIN big USING (id) GROUP BY id"),
                of(
                        "set-operations",
                        "SELECT id FROM a UNION ALL SELECT id FROM b UNION ALL SELECT v FROM c",
                        "SELECT id, t FROM a UNION SELECT id, 'x' FROM b",
                        "SELECT id FROM a UNION SELECT id FROM big UNION SELECT v * 1.5 FROM b",
                        "SELECT id FROM a UNION SELECT id FROM b UNION ALL SELECT id FROM c",
                        "SELECT id FROM a INTERSECT SELECT id FROM b INTERSECT SELECT id FROM c",
                        "SELECT id FROM a EXCEPT SELECT id FROM b EXCEPT SELECT id FROM c",
                        "SELECT id FROM a INTERSECT ALL SELECT id FROM b",
                        "SELECT id FROM a EXCEPT ALL SELECT id FROM b EXCEPT ALL SELECT id FROM c",
                        "SELECT s.k FROM (SELECT id AS k FROM a EXCEPT SELECT v FROM b) s WHERE s.k > 1",
                        "SELECT id, v FROM a UNION SELECT id, v FROM b ORDER BY v DESC NULLS LAST, 1 LIMIT 3",
                        "SELECT t FROM a UNION SELECT t COLLATE \"C\" FROM a",
                        "SELECT p FROM two UNION ALL SELECT c FROM two",
                        "SELECT p FROM two UNION SELECT c COLLATE \"de-x-icu\" FROM two"),
                of(
                        "distinct",
                        "SELECT DISTINCT v, t FROM a",
                        "SELECT DISTINCT v % 2 AS p FROM a ORDER BY p LIMIT 2",
                        "SELECT DISTINCT ON (v) v, id FROM a ORDER BY v, id DESC",
                        "SELECT DISTINCT ON (v % 3, t) id FROM a ORDER BY t, v % 3, v DESC NULLS LAST LIMIT 4 OFFSET 1",
                        "SELECT DISTINCT count(*) AS n FROM a GROUP BY v"),
                of(
                        "limit",
                        "SELECT id, t FROM a ORDER BY v DESC, id LIMIT 3",
                        "SELECT id, t FROM a ORDER BY 2 NULLS FIRST LIMIT 3 OFFSET 2",
                        "SELECT id FROM a ORDER BY id OFFSET 2",
                        "SELECT id FROM a ORDER BY id USING > FETCH FIRST 2 ROWS ONLY",
                        "SELECT id FROM a ORDER BY v FETCH FIRST 2 ROWS WITH TIES",
                        "SELECT id FROM a ORDER BY v OFFSET 1 FETCH FIRST 2 ROWS WITH TIES",
                        "SELECT v, sum(id) AS s FROM a GROUP BY v ORDER BY count(*) DESC, v LIMIT 2",
                        "SELECT id FROM a ORDER BY id LIMIT ALL",
                        "SELECT id FROM a ORDER BY id LIMIT 0",
                        "SELECT id FROM a ORDER BY id LIMIT 1 + 1",
                        "WITH w AS (SELECT id, v FROM a ORDER BY v, id LIMIT 5) SELECT w.id, b.v FROM w JOIN b ON b.id = w.id",
                        "SELECT s.id FROM (SELECT id FROM a ORDER BY lower(t) COLLATE \"C\", id LIMIT 5) s"),
                of(
                        "windows",
                        "SELECT id, rank() OVER (PARTITION BY v ORDER BY t) AS r, row_number() OVER (ORDER BY t) AS n FROM a",
                        "SELECT sum(v) OVER (PARTITION BY id) AS s, row_number() OVER (PARTITION BY id ORDER BY v) AS n FROM b",
                        "SELECT row_number() OVER (ORDER BY v) AS n, row_number() OVER (ORDER BY v DESC) AS d, lag(v) OVER (PARTITION BY id) AS l FROM b",
                        "SELECT first_value(v) OVER (PARTITION BY id ORDER BY v) AS f, lag(v) OVER (ORDER BY id) AS l FROM b"),
                of(
                        "values",
                        "SELECT a.id, x.n FROM a JOIN (VALUES (1, 'one'), (2, NULL)) x (i, n) ON x.i = a.id",
                        "WITH w (i) AS (VALUES (1), (2.5), (NULL)) SELECT a.id FROM a JOIN w ON w.i = a.v",
                        "SELECT id, v FROM a UNION ALL VALUES (1, 2), (3, NULL)",
                        "SELECT id FROM a UNION SELECT 7",
                        "SELECT a.id, x.one FROM a, (SELECT 1 AS one) x",
                        "SELECT a.id FROM a, (VALUES (3), (1), (2) ORDER BY 1 LIMIT 2) x (i) WHERE x.i = a.id"),
                of(
                        "set-returning-functions",
                        "SELECT id, unnest(tags) AS tag FROM d",
                        "SELECT id, upper(unnest(tags)) AS tag, generate_series(1, 2) AS n FROM d",
                        "SELECT unnest(tags) AS tag, count(*) AS n FROM d GROUP BY unnest(tags)",
                        "SELECT count(*) AS n, generate_series(1, count(*)) AS i FROM d GROUP BY tags",
                        "SELECT DISTINCT unnest(tags) AS tag FROM d ORDER BY tag LIMIT 2",
                        "SELECT generate_series(1, generate_series(1, id)) AS n FROM d",
                        "SELECT id, jsonb_each(doc) AS e FROM d",
                        "SELECT unnest(tags) AS tag, row_number() OVER (ORDER BY id) AS n FROM d",
                        "SELECT a.id, g.n FROM a, (SELECT generate_series(1, 2) AS n) g"),
                of(
                        "semijoins",
                        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.id AND b.v > 1)",
                        "SELECT id FROM a WHERE NOT EXISTS (SELECT FROM b, c WHERE b.id = a.id AND c.id > a.v LIMIT 1)",
                        "SELECT id FROM a WHERE EXISTS (SELECT b.id FROM b WHERE b.v = a.v GROUP BY b.id HAVING count(*) > 1)",
                        "SELECT id FROM a WHERE EXISTS (SELECT max(b.v) FROM b WHERE b.id = a.id)",
                        "SELECT id FROM a WHERE id IN (SELECT v FROM b) AND v = 3",
                        "SELECT id FROM a WHERE (id, v) IN (SELECT id, v FROM b)",
                        "SELECT id FROM a WHERE v NOT IN (SELECT v FROM b WHERE b.id <> a.id)",
                        "SELECT id FROM a WHERE id NOT IN (SELECT id FROM b)",
                        "SELECT id FROM a WHERE (id, v) NOT IN (SELECT id, v FROM b)",
                        "SELECT id FROM a WHERE v > ALL (SELECT v FROM b)",
                        "SELECT id FROM a WHERE NOT EXISTS (SELECT 1 FROM c WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.id = a.id AND b.v = c.v))"),
                of(
                        "subqueries",
                        "SELECT id, (SELECT max(v) FROM b) AS m FROM a",
                        "SELECT id, (SELECT count(*) FROM b WHERE b.id = a.id) AS n FROM a",
                        "SELECT id FROM a WHERE v > (SELECT avg(v) FROM b WHERE b.id = a.v)",
                        "SELECT id, (SELECT rank(1) WITHIN GROUP (ORDER BY v) FROM b WHERE b.id = a.v) AS r FROM a",
                        "SELECT id, (SELECT count(*) FROM b WHERE b.v < a.v) AS n FROM a",
                        "SELECT id, (SELECT x.t FROM a x WHERE x.id = a.v) AS t FROM a",
                        "SELECT id, (SELECT b.id FROM b WHERE b.v = a.v) AS i FROM a",
                        "SELECT id, (SELECT b.id FROM b WHERE b.v = a.v ORDER BY b.id LIMIT 1) AS i FROM a",
                        "SELECT id, (SELECT a.v + 1) AS w FROM a",
                        "SELECT id FROM a WHERE v = 1 OR EXISTS (SELECT 1 FROM b WHERE b.id = a.id)",
                        "SELECT id, id IN (SELECT id FROM b) AS i, v IN (SELECT v FROM b) AS j FROM a",
                        "SELECT id, v > ANY (SELECT v FROM b) AS y FROM a",
                        "SELECT id, ARRAY(SELECT b.v FROM b WHERE b.id = a.id ORDER BY b.v DESC) AS l FROM a",
                        "SELECT v, count(*) AS n FROM a GROUP BY v HAVING count(*) > (SELECT count(*) FROM b WHERE b.v = a.v)",
                        "SELECT id, (v, id) < (SELECT max(v), max(id) FROM b) AS l FROM a",
                        "SELECT t, (SELECT min(b.v) FROM b WHERE b.id < n.m) AS v FROM (SELECT t, max(v * 1.0) AS m FROM a GROUP BY t) n"),
                of(
                        "lateral",
                        "SELECT a.id, x.v FROM a, LATERAL (SELECT b.v FROM b WHERE b.id = a.id) x",
                        "SELECT a.id, x.v FROM a LEFT JOIN LATERAL (SELECT b.v FROM b WHERE b.id = a.id ORDER BY b.v LIMIT 2) x ON true",
                        "SELECT a.id, x.n FROM a LEFT JOIN LATERAL (SELECT count(*) AS n FROM b WHERE b.id = a.id) x ON true",
                        "SELECT a.id, x.n FROM a, LATERAL (SELECT a.v * 2 AS n) x",
                        "SELECT a.id, x.n FROM a, LATERAL (VALUES (a.v), (3)) x (n)",
                        "SELECT a.id, x.id AS b FROM a, LATERAL (SELECT b.id FROM b WHERE b.v < a.v UNION SELECT c.id FROM c) x",
                        "SELECT a.id, b.v FROM a LEFT JOIN b ON b.id = a.id AND b.v = (SELECT max(c.v) FROM c WHERE c.id = b.id)"),
                of(
                        "table-functions",
                        "SELECT d.id, u.x FROM d, unnest(d.tags) u (x)",
                        "SELECT d.id, u.x, u.n FROM d CROSS JOIN LATERAL unnest(d.tags) WITH ORDINALITY u (x, n)",
                        "SELECT d.id, u.x FROM d LEFT JOIN unnest(d.tags) u (x) ON u.x <> 'a'",
                        "SELECT d.id, u.x FROM d JOIN unnest(d.tags) u (x) ON u.x <> 'a'",
                        "SELECT d.id, g FROM d, generate_series(1, 3) g WHERE g = d.id",
                        "SELECT d.id, e.key, e.value FROM d, jsonb_each(d.doc) e",
                        "SELECT d.id, r.x, r.y FROM d, pairs(d.id) AS r (x int, y int)",
                        "SELECT d.id, r.p, r.q, r.o FROM d, ROWS FROM (unnest(d.tags), pairs(d.id) AS (a int, b int)) WITH ORDINALITY AS r (p, q, s, o)",
                        "SELECT d.id, a.v, u.x FROM d JOIN a ON a.id = d.id, unnest(d.tags, ARRAY[a.v]) u (x, y)",
                        "SELECT d.id, a.v, u.x FROM d, a LEFT JOIN unnest(d.tags) u (x) ON true",
                        "SELECT d.id, u.x FROM a LEFT JOIN (d CROSS JOIN unnest(d.tags) u (x)) ON a.id = d.id",
                        "SELECT a.id, u.x FROM d, a LEFT JOIN (b CROSS JOIN unnest(d.tags) u (x)) ON a.id = b.id",
                        "SELECT d.id, x.n FROM d, XMLTABLE('/r/n' PASSING d.body COLUMNS n int PATH '.', o FOR ORDINALITY) x"));
    }

    @BeforeAll
    static void tables(Database database) throws Exception {
        EngineFixture.in(database);
        database.run("CREATE TABLE a (id int PRIMARY KEY, v int, t text)");
        database.run("CREATE TABLE b (id int NOT NULL, v int)");
        database.run("CREATE TABLE c (id int, v int)");
        database.run("CREATE TABLE big (id bigint PRIMARY KEY)");
        database.run("CREATE TABLE two (p text COLLATE \"POSIX\", c text COLLATE \"C\")");
        database.run(
                "CREATE FUNCTION pairs(n int) RETURNS SETOF record LANGUAGE sql IMMUTABLE AS 'SELECT i, i * 2 FROM generate_series(1, n) i'");
        database.run("CREATE TABLE d (id int PRIMARY KEY, tags text[], doc jsonb, body xml)");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void builds(Case test, Database database) throws Exception {
        try (Connection c = database.connect()) {
            JdbcSession session = new JdbcSession(c, Scope.OWN_TRANSACTION, notice -> {});
            Compiler compiler = new Compiler(session);
            Golden.check(
                    test.file(),
                    test.queries().stream()
                            .map(q -> q + "\n" + tree(compiler, q))
                            .collect(Collectors.joining("\n")));
        }
    }

    private static String tree(Compiler compiler, String query) {
        CompiledView view = compiler.compile(query, RequestedMode.AUTO, List.of());
        return view.operatorTree().indent(4);
    }
}
