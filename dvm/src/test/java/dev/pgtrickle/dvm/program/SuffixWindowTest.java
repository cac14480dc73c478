package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomTrial;
import dev.pgtrickle.dvm.testkit.SeriesChanges;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows that are computed from the first changed row on: random changes at all places of several series, and which rows are read and written. */
@ExtendWith(DatabaseExtension.class)
class SuffixWindowTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 12);
    private static final String WHOLE = "pgtrickle.whole_partitions";

    record Case(String name, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> running() {
        return List.of(
                new Case(
                        "running sums by rows, ties, null keys last",
                        "SELECT id, a, o, sum(x) OVER w AS s, count(*) OVER w AS n, sum(y) OVER w AS q, count(x) FILTER (WHERE x > 1) OVER w AS f"
                                + " FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o, id ROWS UNBOUNDED PRECEDING)"),
                new Case(
                        "running sums by peers, descending, null keys first",
                        "SELECT id, sum(x) OVER w AS s, sum(y) OVER w AS q, count(*) OVER w AS n FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o DESC)"),
                new Case(
                        "descending, null keys last",
                        "SELECT id, sum(id) OVER w AS s, row_number() OVER w AS n FROM s1"
                                + " WINDOW w AS (PARTITION BY a ORDER BY o DESC NULLS LAST, id)"),
                new Case(
                        "ascending, null keys first",
                        "SELECT id, sum(id) OVER w AS s, dense_rank() OVER w AS d FROM s1"
                                + " WINDOW w AS (PARTITION BY a ORDER BY o NULLS FIRST, id DESC)"),
                new Case(
                        "ranks by several keys",
                        "SELECT id, rank() OVER w AS r, dense_rank() OVER w AS d, count(x) OVER w AS n FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o, x DESC)"),
                new Case(
                        "frames that leave rows out",
                        "SELECT id, sum(x) OVER (w RANGE UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) AS c, count(*) OVER (w RANGE UNBOUNDED PRECEDING EXCLUDE TIES) AS t,"
                                + " sum(x) OVER (w GROUPS UNBOUNDED PRECEDING EXCLUDE GROUP) AS g FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o)"),
                new Case(
                        "running extremes and bits",
                        "SELECT id, min(x) OVER w AS lo, max(t) OVER w AS hi, bool_and(x > 0) OVER w AS e, bool_or(x > 2) OVER w AS s, bit_and(x) OVER w AS ba,"
                                + " bit_or(x) OVER w AS bo, bit_xor(x) OVER w AS bx FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o, id)"),
                new Case(
                        "one partition of all rows",
                        "SELECT id, row_number() OVER w AS n, sum(x) OVER w AS s FROM s1 WINDOW w AS (ORDER BY o, id)"),
                new Case(
                        "partitions by several columns and an expression",
                        "SELECT id, row_number() OVER w AS n, sum(x) OVER w AS s FROM s1 WINDOW w AS (PARTITION BY a, x % 2, t ORDER BY o, id)"),
                new Case(
                        "keys that are equal and look different",
                        "SELECT id, y, rank() OVER w AS r, sum(x) OVER w AS s FROM s1 WINDOW w AS (PARTITION BY y ORDER BY y, id)"),
                new Case(
                        "sorted by decimals",
                        "SELECT id, y, rank() OVER w AS n, dense_rank() OVER w AS d, sum(y) OVER w AS s FROM s1 WINDOW w AS (PARTITION BY a ORDER BY y)"),
                new Case(
                        "sorted by text, and by what breaks ties",
                        "SELECT id, t, rank() OVER (PARTITION BY a ORDER BY t DESC) AS r FROM s1 UNION ALL"
                                + " SELECT a, t, row_number() OVER (PARTITION BY a, t) FROM s1"),
                new Case(
                        "rows that cannot be told apart",
                        "SELECT a, o, row_number() OVER w AS n, sum(x) OVER w AS s FROM s2 WINDOW w AS (PARTITION BY a ORDER BY o, x ROWS UNBOUNDED PRECEDING)"),
                new Case(
                        "not null throughout",
                        "SELECT id, row_number() OVER w AS n, rank() OVER w AS r, sum(v) OVER w AS s FROM s3 WINDOW w AS (PARTITION BY g ORDER BY ts, id)"),
                new Case(
                        "over a join",
                        "SELECT s1.id, s3.id AS k, row_number() OVER w AS n, sum(s3.v) OVER w AS s FROM s1 JOIN s3 ON s1.x = s3.g"
                                + " WINDOW w AS (PARTITION BY s1.a ORDER BY s1.o, s1.id, s3.id)"),
                new Case(
                        "over groups",
                        "SELECT a, o, sum(sum(x)) OVER w AS s, rank() OVER w AS r FROM s1 GROUP BY a, o WINDOW w AS (PARTITION BY a ORDER BY o)"),
                new Case(
                        "over filters",
                        "SELECT id, sum(x + 1) OVER w AS s FROM (SELECT id, a, o, x * 2 AS x FROM s1 WHERE x > 0 OR t IS NULL) s1 WINDOW w AS (PARTITION BY a ORDER BY o, id)"),
                new Case(
                        "under a filter and groups",
                        "SELECT n, count(*) AS c, sum(s) AS s FROM (SELECT a, row_number() OVER w AS n, sum(x) OVER w AS s FROM s1"
                                + " WINDOW w AS (PARTITION BY a ORDER BY o DESC, id)) y WHERE n <= 4 GROUP BY n"),
                new Case(
                        "several partitionings",
                        "SELECT id, row_number() OVER (PARTITION BY a ORDER BY o, id) AS n, sum(x) OVER (PARTITION BY t ORDER BY o DESC, id) AS s FROM s1"));
    }

    /** All that the rows before amount to stands in the last of them. */
    static List<Case> lookedUp() {
        return List.of(
                new Case(
                        "stored sums by rows, ties, null keys last",
                        "SELECT id, a, o, sum(x) OVER w AS s, count(*) OVER w AS n, sum(y) OVER w AS q, min(x) OVER w AS lo, bit_or(x) OVER w AS b"
                                + " FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o, id ROWS UNBOUNDED PRECEDING)"),
                new Case(
                        "stored sums by peers, descending, null keys first",
                        "SELECT id, a, o, sum(x) OVER w AS s, dense_rank() OVER w AS d, max(t) OVER w AS hi FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o DESC)"),
                new Case(
                        "stored, descending, null keys last, looking back",
                        "SELECT id, a, o AS p, o, row_number() OVER w AS n, rank() OVER w AS r, lag(x, 2, -1) OVER w AS l, sum(y) OVER (w ROWS 1 PRECEDING) AS s"
                                + " FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o DESC NULLS LAST, id)"),
                new Case(
                        "stored, ascending, null keys first, orders of different length",
                        "SELECT a, o, id, x, sum(x) OVER (PARTITION BY a ORDER BY o NULLS FIRST) AS s, row_number() OVER (PARTITION BY a ORDER BY o NULLS FIRST, x DESC, id) AS n,"
                                + " count(x) OVER (PARTITION BY a ORDER BY o NULLS FIRST, x DESC) AS c FROM s1"),
                new Case(
                        "stored, frames that look back",
                        "SELECT id, a, o, sum(x) OVER (w ROWS UNBOUNDED PRECEDING) AS c, sum(y) OVER (w ROWS 2 PRECEDING) AS s, array_agg(x) OVER (w ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS l,"
                                + " sum(x) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS q, first_value(t) OVER (w ROWS 1 PRECEDING) AS f,"
                                + " last_value(t) OVER (w ROWS UNBOUNDED PRECEDING) AS v, avg(z) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS m"
                                + " FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o, id)"),
                new Case(
                        "stored, looking back only",
                        "SELECT id, a, o, lag(x) OVER w AS l, lag(t, 3) OVER w AS m FROM s1 WINDOW w AS (PARTITION BY a ORDER BY o, id)"),
                new Case(
                        "stored, one partition of all rows",
                        "SELECT id, o, row_number() OVER w AS n, sum(x) OVER w AS s FROM s1 WINDOW w AS (ORDER BY o, id)"),
                new Case(
                        "stored, several partition columns",
                        "SELECT id, a, t, o, count(x) OVER w AS n, sum(x) OVER w AS s FROM s1 WINDOW w AS (PARTITION BY a, t ORDER BY o)"),
                new Case(
                        "stored keys that are equal and look different",
                        "SELECT id, y, sum(x) OVER (PARTITION BY y ORDER BY y, id) AS s FROM s1"),
                new Case(
                        "stored rows that cannot be told apart",
                        "SELECT a, o, x, sum(x) OVER w AS s, dense_rank() OVER w AS d FROM s2 WINDOW w AS (PARTITION BY a ORDER BY o)"),
                new Case(
                        "stored, not null throughout",
                        "SELECT id, g, ts, row_number() OVER w AS n, rank() OVER w AS r, sum(v) OVER w AS s, lag(v) OVER w AS l FROM s3 WINDOW w AS (PARTITION BY g ORDER BY ts, id)"),
                new Case(
                        "stored, over a join",
                        "SELECT s1.id, s3.id AS k, s1.a, s1.o, row_number() OVER w AS n, sum(s3.v) OVER w AS s FROM s1 JOIN s3 ON s1.x = s3.g"
                                + " WINDOW w AS (PARTITION BY s1.a ORDER BY s1.o, s1.id, s3.id)"),
                new Case(
                        "stored, over groups",
                        "SELECT a, o, sum(sum(x)) OVER w AS s, dense_rank() OVER w AS r FROM s1 GROUP BY a, o WINDOW w AS (PARTITION BY a ORDER BY o)"));
    }

    static List<Case> others() {
        return List.of(
                new Case("a later row", "SELECT id, lead(x) OVER (PARTITION BY a ORDER BY o, id) AS l FROM s1"),
                new Case("shares", "SELECT id, ntile(2) OVER (PARTITION BY a ORDER BY id) AS q FROM s1"),
                new Case("relative ranks", "SELECT id, percent_rank() OVER (PARTITION BY a ORDER BY id) AS q FROM s1"),
                new Case("relative positions", "SELECT id, cume_dist() OVER (PARTITION BY a ORDER BY id) AS q FROM s1"),
                new Case("whole partitions", "SELECT id, sum(x) OVER (PARTITION BY a) AS s FROM s1"),
                new Case(
                        "frames that look ahead",
                        "SELECT id, sum(x) OVER (PARTITION BY a ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM s1"),
                new Case(
                        "frames that begin here",
                        "SELECT id, sum(x) OVER (PARTITION BY a ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS s FROM s1"),
                new Case("rounded sums", "SELECT id, sum(z) OVER (PARTITION BY a ORDER BY id) AS s FROM s1"),
                new Case("equal extremes", "SELECT id, max(y) OVER (PARTITION BY a ORDER BY id) AS s FROM s1"),
                new Case("backwards", "SELECT id, lag(x, -1) OVER (PARTITION BY a ORDER BY id) AS l FROM s1"),
                new Case(
                        "a distance from a column",
                        "SELECT id, lag(x, x) OVER (PARTITION BY a ORDER BY id) AS l FROM s1"),
                new Case(
                        "looking back where the order is not stored",
                        "SELECT id, lag(x) OVER (PARTITION BY a ORDER BY o, id) AS l FROM s1"),
                new Case("expressions", "SELECT id, sum(x) OVER (PARTITION BY a ORDER BY -o) AS s FROM s1"),
                new Case(
                        "two orders",
                        "SELECT id, sum(x) OVER (PARTITION BY a ORDER BY id) AS s, rank() OVER (PARTITION BY a ORDER BY o) AS r FROM s1"));
    }

    @BeforeAll
    static void install(Database database) throws Exception {
        EngineFixture.in(database);
    }

    private static void trial(Case test, Database database) throws Exception {
        new RandomTrial(database, CYCLES)
                .run(
                        test.name(),
                        Equality.EXACT,
                        test.query(),
                        new RandomTrial.Workload(
                                SeriesChanges.SETUP, random -> new SeriesChanges(random)::transaction));
    }

    @ParameterizedTest
    @MethodSource({"running", "lookedUp", "others"})
    void stays_equal_to_its_query(Case test, Database database) throws Exception {
        trial(test, database);
    }

    @ParameterizedTest
    @MethodSource("running")
    void stays_equal_to_its_query_by_whole_partitions(Case test, Database database) throws Exception {
        System.setProperty(WHOLE, "true");
        try {
            trial(test, database);
        } finally {
            System.clearProperty(WHOLE);
        }
    }

    @ParameterizedTest
    @MethodSource({"running", "lookedUp"})
    void is_computed_from_the_first_change_on(Case test, Database database) throws Exception {
        assertThat(program(test, database)).contains("first_1 AS MATERIALIZED");
    }

    @ParameterizedTest
    @MethodSource("lookedUp")
    void looks_up_what_the_rows_before_amount_to(Case test, Database database) throws Exception {
        assertThat(program(test, database))
                .containsPattern("JOIN LATERAL [^;]*FROM pgtrickle_store.st_\\d+ w\\s+WHERE");
    }

    @ParameterizedTest
    @MethodSource("others")
    void is_computed_by_whole_partitions(Case test, Database database) throws Exception {
        assertThat(program(test, database)).contains("result_1 AS MATERIALIZED").doesNotContain("first_");
    }

    private static String program(Case test, Database database) throws Exception {
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            Lab.open(s, SeriesChanges.SETUP);
            s.run(
                    "CREATE MATERIALIZED VIEW di WITH (pgtrickle.stream, pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual',"
                            + " pgtrickle.intermediates = 'off') AS " + test.query());
            String program = String.join(
                    "\n", s.rows("SELECT value FROM pgtrickle.explain_st('di') WHERE property = 'delta_query'"));
            s.run("DROP MATERIALIZED VIEW di");
            return program;
        }
    }

    @Test
    void rows_before_the_first_change_are_not_touched(Database database) throws Exception {
        EngineFixture engine = EngineFixture.in(database);
        try (InterceptedSession s = engine.session()) {
            Lab.open(
                    s,
                    List.of(
                            "CREATE TABLE run (id int PRIMARY KEY, g int, ts int, v int)",
                            "INSERT INTO run SELECT i, i % 3, i, i FROM generate_series(1, 3000) i"));
            s.run(
                    "CREATE MATERIALIZED VIEW di WITH (pgtrickle.stream, pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual') AS"
                            + " SELECT id, g, ts, sum(v) OVER w AS s, row_number() OVER w AS n FROM run WINDOW w AS (PARTITION BY g ORDER BY ts)");
            String storage = s.rows(
                            "SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = 'di'::regclass")
                    .getFirst();
            s.run("CREATE TABLE kept AS SELECT id, ctid AS place, xmin::text AS writer FROM " + storage);
            s.run("INSERT INTO run VALUES (3001, 0, 5000, 7)");
            s.run("UPDATE run SET v = v + 1 WHERE id = 2998");
            s.run("DELETE FROM run WHERE id = 2990");
            s.run("REFRESH MATERIALIZED VIEW di");
            assertThat(s.rows("SELECT refresh_mode FROM pgtrickle.pgt_stream_tables WHERE pgt_name = 'di'"))
                    .containsExactly("DIFFERENTIAL");
            assertThat(
                            s.rows(
                                    "SELECT k.id FROM kept k LEFT JOIN " + storage
                                            + " d ON d.id = k.id AND d.ctid = k.place AND d.xmin::text = k.writer WHERE d.id IS NULL ORDER BY k.id"))
                    .as("stored rows that were replaced: those of two partitions from the first change on")
                    .containsExactly("2990", "2993", "2996", "2998", "2999");
            assertThat(s.rows("SELECT id, s, n FROM di WHERE id = 3001")).containsExactly("3001|1501507|1001");
        }
    }
}
