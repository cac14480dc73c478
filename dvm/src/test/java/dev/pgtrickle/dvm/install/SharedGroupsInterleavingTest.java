package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import dev.pgtrickle.testkit.Interleaving;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Transactions that apply changes of a join's sums at the same time: one has applied its changes and has not committed yet, held up by a constraint trigger
 * of the user's, while another one commits.
 */
@ExtendWith(DatabaseExtension.class)
class SharedGroupsInterleavingTest {

    private static final String SUMS =
            "SELECT b.j, c.k, count(*) AS n, sum(a.j) AS s FROM a JOIN b ON a.i = b.i JOIN c ON c.i = a.i GROUP BY b.j, c.k";

    /**
     * What a transaction does.
     *
     * @param own whether it touches no group but those of its own key, so that it need not wait for another one on the same table
     */
    record Change(String table, boolean own, String sql) {

        String of(int key) {
            return sql.replace("$", String.valueOf(key));
        }

        @Override
        public String toString() {
            return sql;
        }
    }

    /** Changes of more groups than are taken one by one. */
    private static final List<Change> OF_MANY = List.of(
            new Change("a", true, "UPDATE a SET j = j + 1 WHERE i / 10 = $"),
            new Change("a", true, "DELETE FROM a WHERE i / 10 = $"),
            new Change("a", true, "INSERT INTO a SELECT 10 * $ + x % 5, x FROM generate_series(1, 9) x"),
            new Change("a", false, "INSERT INTO a SELECT 30 + x % 5, $ FROM generate_series(1, 9) x"),
            new Change("a", false, "INSERT INTO a SELECT 30 + x, $ FROM generate_series(2, 9) x"),
            new Change("a", false, "DELETE FROM a WHERE i IN (30, 31, 32 + $) OR i / 10 = $"),
            new Change("b", true, "UPDATE b SET j = j + 1 WHERE i / 10 = $"),
            new Change("b", false, "INSERT INTO b SELECT 10 * $ + x, 1030 + x FROM generate_series(0, 4) x"));

    static Stream<Change> changes() {
        return Stream.concat(few(), OF_MANY.stream());
    }

    private static Stream<Change> few() {
        return Stream.of(
                new Change("a", true, "INSERT INTO a VALUES ($, 12)"),
                new Change("a", true, "DELETE FROM a WHERE i = $"),
                new Change("a", true, "UPDATE a SET j = j + 1 WHERE i = $"),
                new Change("a", false, "INSERT INTO a VALUES (3, 30$)"),
                new Change("a", false, "UPDATE a SET i = 4 WHERE i = $"),
                new Change("b", true, "DELETE FROM b WHERE i = $"),
                new Change("b", true, "UPDATE b SET j = j + 1 WHERE i = $"),
                new Change("b", false, "INSERT INTO b VALUES ($, 400)"),
                new Change("c", true, "UPDATE c SET k = k + 1 WHERE i = $"));
    }

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        for (String table : List.of("a (i int, j int)", "b (i int, j int)", "c (i int, k int)")) {
            s.run("CREATE TABLE " + table);
        }
        s.run("CREATE STREAM TABLE sums WITH (mode = IMMEDIATE) AS " + SUMS);
        s.run("CREATE TABLE gate (number int, fails boolean)");
        s.run("""
                CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_advisory_xact_lock_shared(NEW.number);
                    IF NEW.fails THEN
                        RAISE EXCEPTION 'does not pass' USING ERRCODE = 'P0001';
                    END IF;
                    RETURN NULL;
                END $$""");
        s.run("CREATE CONSTRAINT TRIGGER pass AFTER INSERT ON gate DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION pass()");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void fill() throws SQLException {
        s.run("SET pgtrickle.immediate = 'commit'");
        s.run("BEGIN");
        for (String table : List.of("a", "b", "c")) {
            s.run("DELETE FROM " + table);
        }
        s.run("INSERT INTO a VALUES (1, 10), (1, 11), (2, 20), (2, NULL), (4, 40)");
        s.run("INSERT INTO b VALUES (1, 100), (2, 200), (3, 300), (4, 400), (5, NULL)");
        s.run("INSERT INTO c VALUES (1, 1), (2, 20), (3, NULL), (4, 40)");
        s.run("INSERT INTO a SELECT x, x + 1000 FROM generate_series(10, 34) x WHERE x % 10 < 5");
        s.run("INSERT INTO b SELECT x, 1000 + x FROM generate_series(10, 39) x");
        s.run("INSERT INTO c SELECT x, 1 FROM generate_series(10, 39) x");
        s.run("COMMIT");
        s.run("RESET pgtrickle.immediate");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void who_changes_the_same_table_waits_only_for_the_same_group(Change first, Database database) throws Exception {
        boolean many = OF_MANY.contains(first);
        try (Connection keeper = database.connect();
                Statement keys = keeper.createStatement();
                Interleaving run = new Interleaving(database)) {
            String settings =
                    "SET search_path = lab; SET deadlock_timeout = '20ms'; SET pgtrickle.immediate = 'commit'";
            run.addSession(settings);
            run.addSession(settings);
            for (Change second : many ? OF_MANY : few().toList()) {
                meet(keys, run, first, second, false, "READ COMMITTED");
                if (!first.own()) {
                    meet(keys, run, first, second, true, "READ COMMITTED");
                }
                if (!many) {
                    meet(keys, run, first, second, false, "REPEATABLE READ");
                }
            }
        }
    }

    private void meet(Statement keys, Interleaving run, Change first, Change second, boolean fails, String isolation)
            throws Exception {
        fill();
        String context = first + " | " + second + (fails ? ", first fails" : "") + ", at " + isolation;
        int before = run.log().size();
        keys.execute("SELECT pg_advisory_lock(1)");
        run.step(0, "BEGIN");
        run.step(0, first.of(1));
        run.step(0, "INSERT INTO gate VALUES (1, " + fails + ")");
        run.step(1, "BEGIN ISOLATION LEVEL " + isolation);
        run.step(1, second.of(2));
        run.step(1, "INSERT INTO gate VALUES (2, false)");
        run.step(0, "COMMIT");
        run.step(1, "COMMIT");
        boolean done = s.rows("SELECT count(*) FROM gate WHERE number = 2").equals(List.of("1"));
        keys.execute("SELECT pg_advisory_unlock(1)");
        List<String> all = run.finish();
        List<String> log = all.subList(before, all.size());
        s.run("DELETE FROM gate");
        context += "\n" + String.join("\n", log);
        Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, context);
        assertThat(log.stream().filter(l -> l.contains(" -> ")))
                .as(context)
                .allMatch(l -> l.startsWith("s0 -> P0001") && fails
                        || l.matches("s1 -> (40001|25P02)(?s).*") && isolation.equals("REPEATABLE READ"));
        if (!first.table().equals(second.table()) || isolation.equals("REPEATABLE READ")) {
            assertThat(done).as("waited: " + context).isFalse();
        } else if (first.own() && second.own()) {
            assertThat(done).as("did not wait: " + context).isTrue();
        }
    }

    @Test
    void the_layout_says_who_waits_and_may_be_changed() throws Exception {
        fill();
        String layout = "SELECT value FROM pgtrickle.explain_st('sums') WHERE property = 'layout'";
        assertThat(s.rows(layout).getFirst())
                .contains(
                        "at COMMIT only those that changed different sources, several of them or many rows, because ");
        for (String use : List.of("statement", "commit", "auto")) {
            s.run("ALTER MATERIALIZED VIEW sums SET (pgtrickle.immediate = '" + use + "')");
            assertThat(s.rows(layout).getFirst().contains("at COMMIT only"))
                    .as(use)
                    .isEqualTo(!use.equals("statement"));
            s.run("INSERT INTO a VALUES (3, 1), (1, 2)");
            s.run("UPDATE b SET j = j + 1");
            Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, use);
            s.run("INSERT INTO a SELECT x % 40, x FROM generate_series(1, 3000) x");
            Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, use + ", many rows");
            s.run("TRUNCATE c");
            s.run("INSERT INTO c SELECT x, 2 FROM generate_series(1, 20) x");
            Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, use + ", truncated");
            s.run("UPDATE pgtrickle.stream_table_state SET needs_reinit = true");
            s.run("SELECT pgtrickle.refresh_stream_table('sums')");
            Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, use + ", recomputed");
        }
    }

    @Test
    void who_has_flushed_before_has_the_stream_table_for_himself(Database database) throws Exception {
        fill();
        try (Interleaving run = new Interleaving(database)) {
            String settings = "SET search_path = lab; SET pgtrickle.immediate = 'commit'";
            run.addSession(settings);
            run.addSession(settings);
            run.step(0, "BEGIN");
            run.step(0, "INSERT INTO a VALUES (1, 1)");
            run.step(0, "SELECT pgtrickle.flush()");
            run.step(1, "INSERT INTO a VALUES (2, 2)");
            assertThat(s.rows("SELECT count(*) FROM a")).as("waits").containsExactly("20");
            run.step(0, "INSERT INTO b VALUES (2, 400)");
            run.step(0, "COMMIT");
            assertThat(run.finish()).noneMatch(l -> l.contains(" -> "));
        }
        Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, "after");
    }

    @Test
    void a_unique_index_of_the_users_makes_writers_take_turns(Database database) throws Exception {
        fill();
        s.run("CREATE UNIQUE INDEX ON sums (s)");
        s.run("SET pgtrickle.immediate = 'commit'");
        s.run("BEGIN");
        s.run("DELETE FROM a WHERE i = 1");
        s.run("INSERT INTO a VALUES (3, 21)");
        s.run("COMMIT");
        assertThat(s.rows("SELECT j FROM sums WHERE s = 21")).containsExactly("300");
        Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, "after");
    }

    /** Every transaction takes what it needs in one order, whatever it has changed and whenever it applies it. */
    @Test
    void many_writers_neither_deadlock_nor_lose_anything(Database database) throws Exception {
        fill();
        long seed = Long.getLong("pgtrickle.seed", System.nanoTime());
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(seed + i);
                String mode = i == 5 ? "statement" : "commit";
                int own = 100 + i;
                tasks.add(() -> {
                    try (Connection connection = database.connect();
                            Statement statement = connection.createStatement()) {
                        statement.execute("SET search_path = lab; SET pgtrickle.immediate = '" + mode + "'");
                        write(statement, own, random);
                    }
                    return mode;
                });
            }
            List<Future<String>> results = writers.invokeAll(tasks);
            for (Future<String> result : results) {
                result.get();
            }
        }
        Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, "-Dpgtrickle.seed=" + seed);
    }

    /** Rows of its own in the tables, so that nobody waits for any, and groups that all writers have. */
    private static void write(Statement statement, int own, Random random) throws SQLException {
        statement.execute("INSERT INTO b SELECT " + own + ", x FROM generate_series(1, 3) x");
        statement.execute("INSERT INTO c SELECT " + own + ", x FROM generate_series(1, 3) x");
        for (int i = 0; i < 60; i++) {
            boolean block = random.nextBoolean();
            if (block) {
                statement.execute("BEGIN");
            }
            for (int j = random.nextInt(3); j >= 0; j--) {
                statement.execute(
                        switch (random.nextInt(block ? 7 : 5)) {
                            case 0, 1 ->
                                "INSERT INTO a SELECT " + own + ", x FROM generate_series(0, " + random.nextInt(9)
                                        + ") x";
                            case 2 -> "DELETE FROM a WHERE i = " + own + " AND j = " + random.nextInt(4);
                            case 3 -> "UPDATE b SET j = " + random.nextInt(4) + " WHERE i = " + own;
                            case 4 ->
                                random.nextBoolean()
                                        ? "UPDATE c SET k = " + random.nextInt(3) + " WHERE i = " + own
                                        : "INSERT INTO b VALUES (" + own + ", " + random.nextInt(4) + ")";
                            case 5 -> "SELECT pgtrickle.flush()";
                            default -> "SAVEPOINT s; DELETE FROM b WHERE i = " + own + "; ROLLBACK TO s";
                        });
            }
            if (block) {
                statement.execute(random.nextInt(6) == 0 ? "ROLLBACK" : "COMMIT");
            }
        }
    }
}
