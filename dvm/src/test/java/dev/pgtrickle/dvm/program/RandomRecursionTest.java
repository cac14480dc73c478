package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.command.StreamTableInterceptor;
import dev.pgtrickle.dvm.refresh.RefreshService;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomGraph;
import dev.pgtrickle.dvm.testkit.RandomTrial;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Random changes against WITH RECURSIVE: cycles that come and go, rows with several ways to them, subtrees that move, several tables at once. */
@ExtendWith(DatabaseExtension.class)
class RandomRecursionTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 8);

    record Case(String name, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> union() {
        return List.of(
                new Case(
                        "transitive closure",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) SELECT a, b FROM r"),
                new Case(
                        "what can be reached",
                        "WITH RECURSIVE r AS (SELECT 1 AS v UNION SELECT e.b FROM r, e WHERE e.a = r.v) SELECT v FROM r"),
                new Case(
                        "from several tables",
                        "WITH RECURSIVE r AS (SELECT id AS v FROM blocked UNION SELECT e.b FROM r JOIN e ON e.a = r.v JOIN node n ON n.id = e.b) SELECT v FROM r"),
                new Case(
                        "around what is blocked",
                        "WITH RECURSIVE r AS (SELECT a AS v, b AS w FROM e WHERE x = 1 UNION SELECT r.v, e.b FROM r JOIN e ON e.a = r.w"
                                + " WHERE NOT EXISTS (SELECT FROM blocked WHERE blocked.id = e.b)) SELECT v, w FROM r"),
                new Case(
                        "shown in part, with computed columns",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a)"
                                + " SELECT b * 10 AS ten, coalesce(b, 0) AS b FROM r WHERE a < 4"),
                new Case(
                        "with null as a value like others",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b IS NOT DISTINCT FROM e.a) SELECT a, b FROM r"),
                new Case(
                        "with DISTINCT and an outer join in the step",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT DISTINCT r.a, n.parent FROM r LEFT JOIN node n ON n.id = r.b) SELECT a, b FROM r"),
                new Case(
                        "joined with groups",
                        "WITH RECURSIVE r(a, b) AS (SELECT 1, 1 UNION SELECT r.a, g.m FROM r JOIN (SELECT a, max(b) AS m FROM e GROUP BY a) g ON g.a = r.b) SELECT a, b FROM r"),
                new Case(
                        "from groups",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, min(b) FROM e GROUP BY a UNION SELECT e.a, r.b FROM r JOIN e ON r.a = e.b) SELECT a, b FROM r"),
                new Case(
                        "with a limited depth",
                        "WITH RECURSIVE r(a, b, d) AS (SELECT a, b, 1 FROM e UNION SELECT r.a, e.b, d + 1 FROM r JOIN e ON r.b = e.a WHERE d < 4) SELECT a, b, d FROM r"),
                new Case(
                        "with a path",
                        "WITH RECURSIVE r(v, path) AS (SELECT a, ARRAY[a] FROM e WHERE a < 3 UNION SELECT e.b, path || e.b FROM r JOIN e ON r.v = e.a WHERE e.b <> ALL (path)) SELECT v, path FROM r"),
                new Case(
                        "of two bases",
                        "WITH RECURSIVE r(v) AS (SELECT a FROM e WHERE x = 2 UNION SELECT id FROM blocked UNION SELECT e.b FROM r JOIN e ON r.v = e.a) SELECT v FROM r"),
                new Case(
                        "up a forest",
                        "WITH RECURSIVE up AS (SELECT id AS start, id, parent FROM node UNION SELECT up.start, n.id, n.parent FROM up JOIN node n ON n.id = up.parent) SELECT start, id FROM up"),
                new Case(
                        "texts",
                        "WITH RECURSIVE r(t) AS (SELECT name FROM node WHERE parent IS NULL UNION SELECT n.name FROM r JOIN node o ON o.name = r.t JOIN node n ON n.parent = o.id) SELECT t FROM r"));
    }

    static List<Case> unionAll() {
        return List.of(
                new Case(
                        "bill of materials",
                        "WITH RECURSIVE b(part, n) AS (SELECT part, n FROM part WHERE whole = 1 UNION ALL SELECT p.part, p.n * b.n FROM b JOIN part p ON p.whole = b.part) SELECT part, n FROM b"),
                new Case(
                        "bill of all materials with depth",
                        "WITH RECURSIVE b(whole, part, n, d) AS (SELECT whole, part, n, 0 FROM part UNION ALL SELECT b.whole, p.part, p.n * b.n, d + 1 FROM b JOIN part p ON p.whole = b.part) SELECT * FROM b"),
                new Case(
                        "shown in part, several times each",
                        "WITH RECURSIVE b(whole, part, n) AS (SELECT whole, part, n FROM part UNION ALL SELECT b.whole, p.part, p.n * b.n FROM b JOIN part p ON p.whole = b.part) SELECT part % 2 AS odd FROM b WHERE n > 1"),
                new Case(
                        "walks of a limited length",
                        "WITH RECURSIVE r(a, b, d) AS (SELECT a, b, 1 FROM e UNION ALL SELECT r.a, e.b, d + 1 FROM r JOIN e ON r.b = e.a WHERE d < 3) SELECT a, b, d FROM r"),
                new Case(
                        "walks that do not come back",
                        "WITH RECURSIVE r(v, path) AS (SELECT a, ARRAY[a] FROM e UNION ALL SELECT e.b, path || e.b FROM r JOIN e ON r.v = e.a WHERE NOT e.b = ANY (path)) SELECT v, path FROM r"),
                new Case(
                        "walks with numbers that look different",
                        "WITH RECURSIVE r(v, s, d) AS (SELECT a, x * 1.0, 1 FROM e UNION ALL SELECT e.b, r.s + e.x * 0.50, d + 1 FROM r JOIN e ON r.v = e.a WHERE d < 3) SELECT v, s FROM r"),
                new Case(
                        "subtrees with paths of names",
                        "WITH RECURSIVE t(id, path, depth) AS (SELECT id, name, 0 FROM node WHERE parent IS NULL UNION ALL SELECT n.id, t.path || '/' || n.name, depth + 1"
                                + " FROM t JOIN node n ON n.parent = t.id WHERE depth < 5) SELECT id, path, depth FROM t"),
                new Case(
                        "around what is blocked",
                        "WITH RECURSIVE b(part, n) AS (SELECT part, n FROM part UNION ALL SELECT p.part, b.n FROM b JOIN part p ON p.whole = b.part"
                                + " WHERE NOT EXISTS (SELECT FROM blocked WHERE blocked.id = p.part)) SELECT part, n FROM b"),
                new Case(
                        "with a lookup in the step",
                        "WITH RECURSIVE b(part, s) AS (SELECT part, 0::bigint FROM part UNION ALL SELECT p.part, b.s + (SELECT count(*) FROM e WHERE e.a = p.part) FROM b JOIN part p ON p.whole = b.part) SELECT part, s FROM b"));
    }

    static List<Case> clauses() {
        return List.of(
                new Case(
                        "CYCLE by one column",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e WHERE a < 3 UNION ALL SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) CYCLE b SET again USING path SELECT a, b, again FROM r"),
                new Case(
                        "CYCLE by two columns, shown without its mark",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e WHERE a = 1 UNION ALL SELECT e.a, e.b FROM r JOIN e ON r.b = e.a) CYCLE a, b SET again USING path SELECT a, b FROM r WHERE again"),
                new Case(
                        "CYCLE with UNION",
                        "WITH RECURSIVE r(id, parent) AS (SELECT id, parent FROM node WHERE id < 4 UNION SELECT n.id, n.parent FROM r JOIN node n ON n.id = r.parent) CYCLE id SET again USING path SELECT * FROM (SELECT id, parent, again FROM r) x"),
                new Case(
                        "SEARCH DEPTH FIRST",
                        "WITH RECURSIVE b(part, n) AS (SELECT part, n FROM part UNION ALL SELECT p.part, p.n * b.n FROM b JOIN part p ON p.whole = b.part) SEARCH DEPTH FIRST BY part SET o SELECT part, n FROM b"),
                new Case(
                        "SEARCH with UNION, whose order tells rows apart",
                        "WITH RECURSIVE b(part) AS (SELECT part FROM part UNION SELECT p.part FROM b JOIN part p ON p.whole = b.part) SEARCH DEPTH FIRST BY part SET o SELECT part FROM b"),
                new Case(
                        "SEARCH BREADTH FIRST with UNION",
                        "WITH RECURSIVE b(part) AS (SELECT part FROM part UNION SELECT p.part FROM b JOIN part p ON p.whole = b.part) SEARCH BREADTH FIRST BY part SET o SELECT part FROM b"),
                new Case(
                        "SEARCH and CYCLE",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e WHERE a = 1 UNION ALL SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) SEARCH BREADTH FIRST BY b SET o CYCLE b SET again USING path SELECT a, b FROM r WHERE NOT again"));
    }

    private static Case marked(String name, String union, String cycle, String shown) {
        return new Case(
                name,
                "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e WHERE a < 3 " + union
                        + " SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) CYCLE " + cycle + " SELECT " + shown);
    }

    static List<Case> marks() {
        return List.of(
                marked("a letter", "UNION ALL", "b SET again TO 'y' DEFAULT 'n' USING path", "a, b, again FROM r"),
                marked(
                        "a letter with UNION, by two columns",
                        "UNION",
                        "a, b SET again TO 'y' DEFAULT 'n' USING path",
                        "a, b FROM r WHERE again = 'y'"),
                marked("a number", "UNION ALL", "b SET again TO 1 DEFAULT 0 USING path", "a, again + 1 AS next FROM r"),
                marked(
                        "numbers of two types",
                        "UNION ALL",
                        "b SET again TO 1.50 DEFAULT 2 USING path",
                        "a, b, again FROM r"),
                marked(
                        "an interval",
                        "UNION ALL",
                        "b SET again TO interval '1 day' DEFAULT interval '0' USING path",
                        "a, again FROM r"),
                marked(
                        "a letter of limited length",
                        "UNION ALL",
                        "b SET again TO varchar(1) 'y' DEFAULT varchar(1) 'n' USING path",
                        "a, again FROM r"));
    }

    static List<Case> below() {
        return List.of(
                new Case(
                        "counted",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) SELECT a, count(*) AS n, max(b) AS hi FROM r GROUP BY a"),
                new Case(
                        "joined",
                        "WITH RECURSIVE r AS (SELECT 1 AS v UNION SELECT e.b FROM r, e WHERE e.a = r.v) SELECT n.id, n.name FROM node n JOIN r ON r.v = n.id WHERE n.parent IS NOT NULL"),
                new Case(
                        "twice",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) SELECT x.a, y.b FROM r x JOIN r y ON x.b = y.a WHERE x.a < y.b"),
                new Case(
                        "cyclic, by NOT EXISTS and EXISTS",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) SELECT id FROM node"
                                + " WHERE NOT EXISTS (SELECT FROM r WHERE r.a = id AND r.b = id) AND EXISTS (SELECT FROM r WHERE r.a = id)"),
                new Case(
                        "two recursions, one over the other",
                        "WITH RECURSIVE r AS (SELECT 1 AS v UNION SELECT e.b FROM r, e WHERE e.a = r.v),"
                                + " d(id, d) AS (SELECT v, 0 FROM r UNION ALL SELECT p.part, d + 1 FROM d JOIN part p ON p.whole = d.id) SELECT id, d FROM d"),
                new Case(
                        "a recursion in the step of another",
                        "WITH RECURSIVE r AS (SELECT 1 AS v UNION SELECT e.b FROM r, e WHERE e.a = r.v),"
                                + " d(id) AS (SELECT id FROM node WHERE parent IS NULL UNION SELECT n.id FROM d JOIN node n ON n.parent = d.id WHERE n.id IN (SELECT v FROM r)) SELECT id FROM d"),
                new Case(
                        "first rows of it",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) SELECT a, b FROM r ORDER BY a, b LIMIT 3"),
                new Case(
                        "in a set operation, by way of a later one",
                        "WITH RECURSIVE s AS (SELECT v FROM r WHERE v > 1), r AS (SELECT 1 AS v UNION SELECT e.b FROM r, e WHERE e.a = r.v) SELECT v FROM s EXCEPT SELECT id FROM blocked"));
    }

    @BeforeAll
    static void install(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
    }

    @Test
    void a_recursion_that_does_not_end_fails_and_changes_nothing(Database database) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        RefreshService refreshes = new RefreshService(source);
        try (InterceptedSession s = new InterceptedSession(database.connect(), new StreamTableInterceptor(refreshes))) {
            s.run("CREATE SCHEMA endless");
            s.run("SET search_path = endless");
            s.run("CREATE TABLE w (a int, b int)");
            s.run("INSERT INTO w VALUES (1, 2), (2, 3)");
            s.run(
                    "CREATE MATERIALIZED VIEW bag WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS WITH RECURSIVE r(v) AS"
                            + " (SELECT 1 UNION ALL SELECT w.b FROM r JOIN w ON w.a = r.v) SELECT v FROM r");
            assertThatThrownBy(() -> s.run("INSERT INTO w VALUES (3, 1)"))
                    .hasMessageContaining("recursion of stream table endless.bag takes more than 10000 rounds");
            s.run("DROP MATERIALIZED VIEW bag");
            s.run(
                    "CREATE MATERIALIZED VIEW counting WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS WITH RECURSIVE r(v, n) AS"
                            + " (SELECT 1, 0 UNION SELECT w.b, n + 1 FROM r JOIN w ON w.a = r.v) SELECT v, n FROM r");
            s.run("SET pgtrickle.recursion_limit = 50");
            assertThatThrownBy(() -> s.run("INSERT INTO w VALUES (3, 1)"))
                    .hasMessageContaining("recursion of stream table endless.counting takes more than 50 rounds");
            assertThat(s.rows("SELECT v, n FROM counting ORDER BY n")).containsExactly("1|0", "2|1", "3|2");
        }
    }

    @ParameterizedTest
    @MethodSource({"union", "unionAll", "clauses", "marks", "below"})
    void stays_equal_to_its_query(Case test, Database database) throws Exception {
        new RandomTrial(database, CYCLES).run(test.name(), Equality.EXACT, test.query(), RandomGraph.WORKLOAD);
    }
}
