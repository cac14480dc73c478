package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries of a size that nobody writes by hand: they are maintained, recomputed with a reason, or refused, and soon. */
@ExtendWith(DatabaseExtension.class)
class HugeQueryTest {

    /** On a machine that does nothing else, each takes about a second. */
    private static final long MOST_SECONDS = 60;

    private static final String KEPT = "DIFFERENTIAL";

    private static InterceptedSession s;

    @BeforeAll
    static void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE t (id int PRIMARY KEY, a int, b int)");
        s.run("INSERT INTO t VALUES (1, 1, 1), (2, 2, 2)");
        for (int i = 1; i <= 60; i++) {
            s.run("CREATE TABLE t" + i + " (id int PRIMARY KEY, a int)");
            s.run("INSERT INTO t" + i + " VALUES (1, 1), (2, 2)");
        }
    }

    @AfterAll
    static void close() throws Exception {
        s.close();
    }

    record Case(String name, String expected, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String nested(int depth, String before, String inner, String after) {
        return before.repeat(depth) + inner + after.repeat(depth);
    }

    private static String each(int count, String separator, IntFunction<String> part) {
        return IntStream.rangeClosed(1, count).mapToObj(part).collect(Collectors.joining(separator));
    }

    private static String joins(String kind, String table) {
        return IntStream.rangeClosed(2, 60)
                .mapToObj(i -> kind + " " + table.formatted(i) + " x" + i + " ON x" + i + ".id = x" + (i - 1) + ".a")
                .collect(Collectors.joining(" "));
    }

    private static String doubled(int levels) {
        return "WITH w0 AS (SELECT id, a FROM t), "
                + each(
                        levels,
                        ", ",
                        i -> "w" + i + " AS (SELECT x.id, y.a FROM w" + (i - 1) + " x JOIN w" + (i - 1)
                                + " y ON x.id = y.id)")
                + " SELECT * FROM w" + levels;
    }

    static List<Case> cases() {
        return List.of(
                new Case("parentheses", KEPT, "SELECT " + nested(1000, "(", "a", ")") + " AS x FROM t"),
                new Case("sums", KEPT, "SELECT " + nested(1000, "(a + ", "b", ")") + " AS x FROM t"),
                new Case("a long sum", KEPT, "SELECT " + each(1000, " + ", i -> "a") + " AS x FROM t"),
                new Case(
                        "calls",
                        "FULL: The query is not understood: query is nested too deeply",
                        "SELECT " + nested(1000, "abs(", "a", ")") + " AS x FROM t"),
                new Case("not", KEPT, "SELECT id FROM t WHERE " + nested(1000, "NOT (", "a > 1", ")")),
                new Case(
                        "cases",
                        KEPT,
                        "SELECT " + nested(300, "CASE WHEN a > 1 THEN ", "b", " ELSE 0 END") + " AS x FROM t"),
                new Case("conjuncts", KEPT, "SELECT id FROM t WHERE " + each(3000, " AND ", i -> "a <> " + i)),
                new Case("disjuncts", KEPT, "SELECT id FROM t WHERE " + each(3000, " OR ", i -> "a = " + i)),
                new Case("a list", KEPT, "SELECT id FROM t WHERE a IN (" + each(5000, ", ", String::valueOf) + ")"),
                new Case(
                        "not in a list",
                        KEPT,
                        "SELECT id FROM t WHERE a NOT IN (" + each(5000, ", ", String::valueOf) + ")"),
                new Case(
                        "an array",
                        KEPT,
                        "SELECT id FROM t WHERE a = ANY (ARRAY[" + each(5000, ", ", String::valueOf) + "])"),
                new Case(
                        "branches of a case",
                        KEPT,
                        "SELECT CASE " + each(2000, " ", i -> "WHEN a = " + i + " THEN " + i * 2) + " END AS x FROM t"),
                new Case("columns", KEPT, "SELECT id, " + each(1500, ", ", i -> "a + " + i + " AS c" + i) + " FROM t"),
                new Case(
                        "sub-selects",
                        "FULL: The query is not understood: query is nested too deeply",
                        nested(1000, "SELECT * FROM (", "SELECT id FROM t", ") x")),
                new Case("some sub-selects", KEPT, nested(60, "SELECT * FROM (", "SELECT id FROM t", ") x")),
                new Case("exists", KEPT, nested(40, "SELECT id FROM t WHERE EXISTS (", "SELECT 1", ")")),
                new Case(
                        "nested groups",
                        KEPT,
                        nested(8, "SELECT a, max(b) AS b FROM (", "SELECT a, b FROM t", ") x GROUP BY a")),
                new Case(
                        "correlated sub-selects",
                        KEPT,
                        "SELECT id, "
                                + each(8, ", ", i -> "(SELECT count(*) FROM t x WHERE x.a = t.a + " + i + ") AS c" + i)
                                + " FROM t"),
                new Case("unions", KEPT, each(200, " UNION ALL ", i -> "SELECT id, a FROM t WHERE a = " + i)),
                new Case("distinct unions", KEPT, each(200, " UNION ", i -> "SELECT id, a FROM t WHERE a = " + i)),
                new Case("nested unions", KEPT, nested(100, "(", "SELECT id FROM t", " UNION ALL SELECT a FROM t)")),
                new Case("exceptions", KEPT, each(60, " EXCEPT ", i -> "SELECT id, a FROM t WHERE a <> " + i)),
                new Case("rows of values", KEPT, "VALUES " + each(5000, ", ", i -> "(" + i + ", 'x')")),
                new Case(
                        "tables",
                        "FULL: A query over more than 30 tables",
                        "SELECT x1.a FROM t1 x1 " + joins("JOIN", "t%d")),
                new Case("one table often", KEPT, "SELECT x1.a FROM t x1 " + joins("JOIN", "t")),
                new Case("outer joins", KEPT, "SELECT x1.a FROM t x1 " + joins("LEFT JOIN", "t")),
                new Case(
                        "doubled common table expressions",
                        "FULL: A query that reads tables more than 1000 times",
                        doubled(25)),
                new Case(
                        "aggregates",
                        "FULL: An aggregation of 501 columns",
                        "SELECT a, " + each(500, ", ", i -> "sum(b + " + i + ") AS s" + i) + " FROM t GROUP BY a"),
                new Case(
                        "windows",
                        KEPT,
                        "SELECT id, "
                                + each(30, ", ", i -> "rank() OVER (PARTITION BY a % " + i + " ORDER BY b) AS r" + i)
                                + " FROM t"),
                new Case(
                        "cube",
                        KEPT,
                        "SELECT count(*) FROM t GROUP BY CUBE (" + each(10, ", ", i -> "(a + " + i + ")") + ")"),
                new Case(
                        "grouping sets",
                        KEPT,
                        "SELECT a, count(*) FROM t GROUP BY GROUPING SETS (" + each(500, ", ", i -> "(a, b)") + ")"),
                new Case("a long text", KEPT, "SELECT id, '" + "x".repeat(1_000_000) + "' AS x FROM t"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_huge_query_is_compiled_or_refused_soon(Case test) throws Exception {
        long start = System.nanoTime();
        String result;
        try {
            s.run("DROP STREAM TABLE IF EXISTS huge");
            s.run("CREATE STREAM TABLE huge WITH (schedule = 'manual') AS " + test.query());
            result = s.rows("SELECT refresh_mode || coalesce(': ' || mode_reason, '') FROM pgtrickle.pgt_stream_tables")
                    .getFirst();
        } catch (SqlError e) {
            result = e.sqlState() + " " + e.message() + " " + e.hint();
        } catch (SQLException e) {
            result = "SQLException " + e.getMessage();
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(result).contains(test.expected());
        assertThat(seconds).as("seconds, also on a busy machine").isLessThan(MOST_SECONDS);
    }
}
