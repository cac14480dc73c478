package dev.pgtrickle.dvm.program;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomGraph;
import dev.pgtrickle.dvm.testkit.RandomTrial;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes against WITH RECURSIVE below joins, aggregations and the like: the recursion is stored as a part of its own. */
@ExtendWith(DatabaseExtension.class)
class RandomRecursionBelowTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 12);

    private static final String REACHED =
            "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a) ";

    private static final String TREE =
            "WITH RECURSIVE t(id, top, depth) AS (SELECT id, id, 0 FROM node WHERE parent IS NULL"
                    + " UNION ALL SELECT n.id, t.top, depth + 1 FROM t JOIN node n ON n.parent = t.id WHERE depth < 5) ";

    record Case(String name, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("counted", REACHED + "SELECT a, count(*) AS n FROM r GROUP BY a"),
                new Case("joined", REACHED + "SELECT r.a, n.name FROM r JOIN node n ON n.id = r.b"),
                new Case("twice", REACHED + "SELECT x.a, y.b FROM r x JOIN r y ON x.b = y.a WHERE x.a < 3"),
                new Case(
                        "missing",
                        REACHED + "SELECT n.id FROM node n WHERE NOT EXISTS (SELECT FROM r WHERE r.b = n.id)"),
                new Case("first", REACHED + "SELECT a, b FROM r ORDER BY b DESC NULLS LAST, a LIMIT 3"),
                new Case("unioned", REACHED + "SELECT a FROM r UNION ALL SELECT id FROM node"),
                new Case(
                        "sizes of trees",
                        TREE
                                + "SELECT top, count(*) AS n, max(depth) AS depth FROM t GROUP BY top HAVING count(*) > 1"),
                new Case("with names", TREE + "SELECT n.name, t.depth FROM t LEFT JOIN node n ON n.id = t.top"),
                new Case(
                        "two recursions",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a),"
                                + " u AS (SELECT id AS start, id, parent FROM node UNION SELECT u.start, n.id, n.parent FROM u JOIN node n ON n.id = u.parent)"
                                + " SELECT r.a, u.start FROM r JOIN u ON u.id = r.b"),
                new Case(
                        "one over another",
                        "WITH RECURSIVE r(a, b) AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a),"
                                + " s(v) AS (SELECT a FROM r WHERE b = 1 UNION SELECT n.id FROM s JOIN node n ON n.parent = s.v) SELECT v FROM s"));
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
        new RandomTrial(database, CYCLES).run(test.name(), Equality.EXACT, test.query(), RandomGraph.WORKLOAD);
    }
}
