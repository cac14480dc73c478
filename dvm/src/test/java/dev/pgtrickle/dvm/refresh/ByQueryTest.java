package dev.pgtrickle.dvm.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomChanges;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode AUTO recomputes by the query itself what users see, and applies changes again when that is better. */
@ExtendWith(DatabaseExtension.class)
class ByQueryTest {

    private static final String SLOW =
            "UPDATE pgtrickle.stream_table_state SET delta_ms = 1000000, delta_row_ms = 1000000,"
                    + " delta_samples = 9, last_full_ms = 100, visible_ms = 1, full_in_a_row = 0";

    private static final String FAST = "UPDATE pgtrickle.stream_table_state SET delta_ms = 0, delta_row_ms = 0,"
            + " delta_samples = 9, last_full_ms = 1000000, visible_ms = CASE WHEN visible_only THEN 1000000 ELSE visible_ms END";

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    /** How a refresh was made. */
    private enum Way {
        NOTHING,
        APPLIED,
        BY_QUERY,
        WITH_STATE
    }

    private Way refresh(String query, String context) throws Exception {
        Action action = engine.refresh("lab.st").action();
        Oracle.assertEqualsQuery(s.connection(), "st", query, Equality.SQL, context);
        return switch (action) {
            case NO_DATA -> Way.NOTHING;
            case DIFFERENTIAL -> Way.APPLIED;
            default -> visibleOnly() ? Way.BY_QUERY : Way.WITH_STATE;
        };
    }

    private boolean visibleOnly() throws Exception {
        return s.rows(
                        "SELECT visible_only FROM pgtrickle.stream_table_state JOIN pgtrickle.stream_table USING (pgt_id) WHERE view_relid = 'st'::regclass")
                .equals(List.of("t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, a, t FROM r1 WHERE b IS NOT NULL",
                "SELECT r1.t, r2.b FROM r1 JOIN r2 USING (a)",
                "SELECT a, count(*) AS n, sum(c) AS c FROM r1 GROUP BY a HAVING count(*) > 1",
                "SELECT DISTINCT a, b FROM r2",
                "SELECT id, a FROM r1 WHERE a > (SELECT avg(a) FROM r2)",
                "SELECT r1.id, g.n FROM r1 JOIN (SELECT b, count(*) AS n FROM r2 GROUP BY b) g ON g.b = r1.t",
                "SELECT sum(r3.f) AS f FROM r3 JOIN (SELECT a, max(x) AS x FROM r2 GROUP BY a HAVING count(*) > 1) g USING (a)",
                "SELECT a FROM r1 WHERE a IN (SELECT a FROM r2) OR NOT EXISTS (SELECT FROM r3 WHERE r3.a = r1.b)"
            })
    void contents_are_right_in_any_order_of_ways(String query) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        Lab.open(s, RandomChanges.SETUP);
        s.run("CREATE STREAM TABLE st WITH (mode = AUTO, schedule = 'manual') AS " + query);
        assertThat(s.rows("SELECT by_query FROM pgtrickle.stream_table WHERE view_relid = 'st'::regclass"))
                .containsExactly("t");
        RandomChanges changes = new RandomChanges(random);
        boolean truncated = false;
        for (int cycle = 1; cycle <= Integer.getInteger("pgtrickle.cycles", 40); cycle++) {
            String context = query + ", -Dpgtrickle.seed=" + seed + ", cycle " + cycle;
            List<String> transaction = changes.transaction();
            truncated |= transaction.contains("TRUNCATE r2");
            Lab.transaction(s.connection(), transaction, "23505", "21000");
            if (random.nextInt(3) == 0) {
                continue;
            }
            boolean before = visibleOnly();
            boolean slow = random.nextInt(3) == 0;
            s.run(slow ? SLOW : FAST);
            Way way = refresh(query, context);
            if (!truncated) {
                assertThat(way)
                        .as(context)
                        .isIn(Way.NOTHING, slow ? Way.BY_QUERY : before ? Way.WITH_STATE : Way.APPLIED);
            }
            truncated = false;
        }
        List<String> pressures = List.of(SLOW, FAST, FAST);
        List<Way> ways = List.of(Way.BY_QUERY, Way.WITH_STATE, Way.APPLIED);
        for (int i = 0; i < ways.size(); i++) {
            s.run("INSERT INTO r1 VALUES (9" + i + ", 1, 1, 1, 'a')");
            s.run("INSERT INTO r2 VALUES (1, 'a', 1, 1), (1, 'a', 1, 1)");
            s.run("INSERT INTO r3 VALUES (9" + i + ", 1, 1)");
            s.run(pressures.get(i));
            Way way = refresh(query, "in order, -Dpgtrickle.seed=" + seed);
            if (!truncated) {
                assertThat(way).as(query + ", -Dpgtrickle.seed=" + seed).isEqualTo(ways.get(i));
            }
            truncated = false;
        }
        s.run("CREATE STREAM TABLE twin WITH (mode = AUTO, schedule = 'manual') AS " + query);
        Oracle.assertSameHiddenState(s.connection(), "st", "twin", query + ", -Dpgtrickle.seed=" + seed);
    }

    @Test
    void who_reads_it_gets_what_it_shows() throws Exception {
        Lab.open(s, RandomChanges.SETUP);
        String query = "SELECT a, count(*) AS n FROM r1 GROUP BY a HAVING count(*) > 1";
        s.run("CREATE STREAM TABLE st WITH (mode = AUTO, schedule = 'manual') AS " + query);
        s.run("UPDATE r1 SET a = 1");
        s.run(SLOW);
        assertThat(refresh(query, "by query")).isEqualTo(Way.BY_QUERY);
        String above = "SELECT sum(n) AS n, count(*) AS groups FROM st";
        s.run("CREATE STREAM TABLE above WITH (mode = AUTO, schedule = 'manual') AS " + above);
        for (int i = 0; i < 4; i++) {
            s.run("UPDATE r1 SET a = id % (2 + " + i + ")");
            s.run(i % 2 == 0 ? SLOW : FAST);
            assertThat(refresh(query, "now that it is read")).isIn(Way.WITH_STATE, Way.APPLIED);
            engine.refresh("lab.above");
            Oracle.assertEqualsQuery(s.connection(), "above", above, Equality.EXACT, "round " + i);
        }
    }

    @Test
    void mode_differential_applies_changes_again() throws Exception {
        Lab.open(s, RandomChanges.SETUP);
        String query = "SELECT id, a FROM r1 WHERE a > (SELECT avg(a) FROM r2)";
        s.run("CREATE STREAM TABLE st WITH (mode = AUTO, schedule = 'manual') AS " + query);
        s.run("INSERT INTO r2 (a) VALUES (3)");
        s.run(SLOW);
        assertThat(refresh(query, "by query")).isEqualTo(Way.BY_QUERY);
        s.run("ALTER STREAM TABLE st SET (mode = DIFFERENTIAL)");
        s.run("INSERT INTO r2 (a) VALUES (0), (0)");
        assertThat(refresh(query, "differential")).isEqualTo(Way.APPLIED);
        assertThat(visibleOnly()).isFalse();
    }

    @Test
    void a_refill_in_a_transaction_makes_it_whole() throws Exception {
        Lab.open(s, RandomChanges.SETUP);
        String query = "SELECT id, a FROM r1 WHERE a > (SELECT avg(a) FROM r2)";
        s.run("CREATE STREAM TABLE st WITH (mode = AUTO, schedule = 'manual') AS " + query);
        s.run("INSERT INTO r2 (a) VALUES (3)");
        s.run(SLOW);
        assertThat(refresh(query, "by query")).isEqualTo(Way.BY_QUERY);
        s.connection().setAutoCommit(false);
        s.run("REFRESH MATERIALIZED VIEW st");
        s.connection().commit();
        s.connection().setAutoCommit(true);
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.stream_table_state WHERE visible_only"))
                .containsExactly("0");
        s.run("INSERT INTO r2 (a) VALUES (0), (0)");
        s.run(FAST);
        assertThat(refresh(query, "applied")).isEqualTo(Way.APPLIED);
    }

    @Test
    void rows_that_the_query_may_choose_are_left_to_maintenance() throws Exception {
        Lab.open(s, RandomChanges.SETUP);
        for (String query : List.of(
                "SELECT id, a FROM r1 ORDER BY a LIMIT 3",
                "SELECT DISTINCT ON (a) a, id FROM r1 ORDER BY a",
                "SELECT string_agg(t, '') AS t FROM r1",
                "SELECT id, row_number() OVER (ORDER BY a) AS n FROM r1",
                "SELECT a, count(*) AS n FROM r1 GROUP BY a ORDER BY n LIMIT 2")) {
            s.run("CREATE STREAM TABLE st WITH (mode = AUTO, schedule = 'manual') AS " + query);
            assertThat(s.rows("SELECT by_query FROM pgtrickle.stream_table WHERE view_relid = 'st'::regclass"))
                    .as(query)
                    .containsExactly("f");
            s.run("DROP STREAM TABLE st");
        }
    }
}
