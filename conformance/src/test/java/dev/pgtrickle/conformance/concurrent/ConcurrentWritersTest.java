package dev.pgtrickle.conformance.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.oracle.Equality;
import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.testkit.Await;
import dev.pgtrickle.testkit.Interleaving;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers of both sides of a join at once, in scripted orders and at random, while stream tables are refreshed, read and created. */
@TestInstance(Lifecycle.PER_CLASS)
class ConcurrentWritersTest {

    private static final Map<String, String> QUERIES = Map.of(
            "joined", "SELECT a.j AS x, b.j AS y FROM a JOIN b ON a.i = b.i",
            "twice", "SELECT a1.j AS x, a2.j AS y, b.j AS z FROM a a1, a a2, b WHERE a1.i = a2.i AND a1.i = b.i",
            "sums", "SELECT b.i, count(*) AS n, sum(a.j) AS s, max(a.j) AS m FROM a JOIN b ON a.i = b.i GROUP BY b.i",
            "total", "SELECT count(*) AS n, sum(j) AS s FROM a",
            "above", "SELECT a.i, a.j FROM a WHERE a.j > (SELECT min(b.j) FROM b)");

    private final long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
    private Stage stage;

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(SharedServers.defaultVersion());
    }

    @BeforeEach
    void setUp() throws Exception {
        stage.clear();
        try (Connection c = stage.connect(Route.BYPASS)) {
            Stage.run(c, Load.SETUP);
        }
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private void create(String mode) throws Exception {
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            assertThat(Route.PROXY.create(stage, query.getKey(), mode, query.getValue()))
                    .isEmpty();
        }
    }

    private void assertExact(StreamTableOracle oracle, String mode, String context) throws Exception {
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            oracle.assertExact(query.getKey(), mode, query.getValue(), Equality.EXACT, context);
        }
    }

    private void refresh() throws Exception {
        for (String name : QUERIES.keySet()) {
            stage.engine().refresh(stage.idOf(name));
        }
    }

    @ParameterizedTest
    @CsvSource({"DIFFERENTIAL, PROXY", "DIFFERENTIAL, BYPASS", "IMMEDIATE, PROXY", "IMMEDIATE, BYPASS"})
    void every_order_of_two_transactions(String mode, Route route) throws Exception {
        create(mode);
        try (StreamTableOracle oracle = new StreamTableOracle(stage);
                Connection c = stage.connect(Route.BYPASS)) {
            for (List<Integer> order : Interleaving.orders(3, 3)) {
                Stage.run(
                        c, "DELETE FROM a; DELETE FROM b; INSERT INTO a VALUES (1, 10); INSERT INTO b VALUES (1, 100)");
                refresh();
                List<String> log = play(route, order, mode.equals("DIFFERENTIAL"));
                refresh();
                String context = order + "\n" + String.join("\n", log);
                assertThat(log).as(context).noneMatch(line -> line.contains(" -> "));
                assertExact(oracle, mode, context);
            }
        }
    }

    /** After every turn there is a refresh, unless writers maintain. */
    private List<String> play(Route route, List<Integer> order, boolean refreshes) throws Exception {
        List<List<String>> scripts = List.of(
                List.of("BEGIN", "INSERT INTO a VALUES (2, 20), (1, 12)", "COMMIT"),
                List.of("BEGIN", "INSERT INTO b VALUES (2, 200), (1, 101)", "COMMIT"));
        int[] next = new int[2];
        try (Interleaving run = new Interleaving(stage.database())) {
            for (int s = 0; s < 2; s++) {
                run.addSession(stage.connect(route), "SET deadlock_timeout = '20ms'");
            }
            for (int session : order) {
                run.step(session, scripts.get(session).get(next[session]++));
                if (refreshes) {
                    refresh();
                }
            }
            return run.finish();
        }
    }

    /** What is stored of the subquery has the lock of the whole: with one of its own, these two would wait for each other. */
    @Test
    void writers_of_a_part_and_of_the_whole_do_not_deadlock() throws Exception {
        String query = Objects.requireNonNull(QUERIES.get("above"));
        assertThat(Route.PROXY.create(stage, "above", "IMMEDIATE", query)).isEmpty();
        List<List<String>> scripts = List.of(
                List.of("BEGIN", "INSERT INTO a VALUES (2, 20)", "INSERT INTO b VALUES (2, 5)", "COMMIT"),
                List.of("BEGIN", "INSERT INTO b VALUES (3, 7)", "INSERT INTO a VALUES (3, 6)", "COMMIT"));
        try (StreamTableOracle oracle = new StreamTableOracle(stage)) {
            for (List<Integer> order : Interleaving.orders(4, 4)) {
                int[] next = new int[2];
                try (Interleaving run = new Interleaving(stage.database())) {
                    for (int s = 0; s < 2; s++) {
                        run.addSession(stage.connect(Route.BYPASS), "SET deadlock_timeout = '20ms'");
                    }
                    for (int session : order) {
                        run.step(session, scripts.get(session).get(next[session]++));
                    }
                    assertThat(run.finish()).as(order.toString()).noneMatch(line -> line.contains(" -> "));
                }
                oracle.assertExact("above", "IMMEDIATE", query, Equality.EXACT, order.toString());
            }
        }
    }

    @Test
    void immediate_contents_are_exact_at_every_snapshot_of_a_random_load() throws Exception {
        create("IMMEDIATE");
        String context = "-Dpgtrickle.seed=" + seed;
        try (Load load = new Load(stage, 6, new SplittableRandom(seed));
                StreamTableOracle oracle = new StreamTableOracle(stage)) {
            for (int look = 1; look <= 15; look++) {
                int before = load.commits();
                Await.until("the load goes on, " + context, () -> load.commits() >= before + 4);
                assertExact(oracle, "IMMEDIATE", context + ", look " + look);
            }
            load.finish();
            assertExact(oracle, "IMMEDIATE", context + ", at the end");
            for (String name : QUERIES.keySet()) {
                oracle.assertHiddenStateIsFresh(name, context);
            }
        }
    }

    @Test
    void differential_contents_are_exact_after_a_random_load_with_refreshes_in_it() throws Exception {
        create("DIFFERENTIAL");
        String context = "-Dpgtrickle.seed=" + seed;
        try (Load load = new Load(stage, 6, new SplittableRandom(seed));
                StreamTableOracle oracle = new StreamTableOracle(stage)) {
            for (int round = 1; round <= 15; round++) {
                int before = load.commits();
                Await.until("the load goes on, " + context, () -> load.commits() >= before + 4);
                refresh();
            }
            load.finish();
            refresh();
            assertExact(oracle, "DIFFERENTIAL", context);
            for (String name : QUERIES.keySet()) {
                oracle.assertHiddenStateIsFresh(name, context);
            }
            assertThat(
                            stage.database()
                                    .rows(
                                            "SELECT DISTINCT action, reason FROM pgtrickle.pgt_refresh_history WHERE initiated_by = 'MANUAL'"))
                    .containsExactly("DIFFERENTIAL|<null>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DIFFERENTIAL", "IMMEDIATE", "FULL"})
    void creation_under_live_writers_counts_every_change_once(String mode) throws Exception {
        String context = mode + ", -Dpgtrickle.seed=" + seed;
        try (StreamTableOracle oracle = new StreamTableOracle(stage)) {
            for (Route route : Route.values()) {
                try (Load load = new Load(stage, 4, new SplittableRandom(seed))) {
                    Await.until("the load runs", () -> load.commits() > 2);
                    for (Map.Entry<String, String> query : QUERIES.entrySet()) {
                        assertThat(route.create(stage, query.getKey(), mode, query.getValue()))
                                .as(context)
                                .isEmpty();
                    }
                    int before = load.commits();
                    Await.until("the load goes on", () -> load.commits() > before + 4);
                    load.finish();
                }
                refresh();
                assertExact(oracle, mode, context + ", " + route);
                for (String name : QUERIES.keySet()) {
                    route.drop(stage, name);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DIFFERENTIAL", "IMMEDIATE"})
    void creating_and_dropping_never_deadlock_with_a_writer_of_two_sources(String mode) throws Exception {
        for (List<String> tables : List.of(List.of("a", "b"), List.of("b", "a"))) {
            assertUndisturbed(
                    tables,
                    "CREATE MATERIALIZED VIEW j WITH (pgtrickle.stream, pgtrickle.mode = '" + mode
                            + "') AS SELECT a.j AS x, b.j AS y FROM a JOIN b USING (i)");
            assertUndisturbed(tables, "DROP MATERIALIZED VIEW j");
        }
    }

    /** The command comes when the writer has changed one table, and waits; the writer goes on to the other one. */
    private void assertUndisturbed(List<String> tables, String command) throws Exception {
        try (Interleaving run = new Interleaving(stage.database())) {
            run.addSession(stage.connect(Route.BYPASS), "SET deadlock_timeout = '20ms'");
            run.addSession(stage.connect(Route.PROXY), "SET deadlock_timeout = '20ms'");
            run.step(0, "BEGIN");
            run.step(0, "INSERT INTO " + tables.getFirst() + " VALUES (1, 1)");
            run.step(1, command);
            run.step(0, "INSERT INTO " + tables.getLast() + " VALUES (1, 1)");
            run.step(0, "COMMIT");
            assertThat(run.finish()).hasSize(5).noneMatch(line -> line.contains("->"));
        }
    }
}
