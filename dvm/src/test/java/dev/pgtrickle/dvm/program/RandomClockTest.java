package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.refresh.RefreshResult;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conditions on the time, which passes: rows have times within a fraction of a second around their insertion, so that some cross the boundaries
 * between any two refreshes. Contents are compared with the query at the time of the contents.
 */
@ExtendWith(DatabaseExtension.class)
class RandomClockTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 20);

    private static final List<String> SETUP = List.of(
            "CREATE TABLE e (id int PRIMARY KEY, ts timestamptz, k int, v int)",
            "CREATE TABLE l (ts timestamp, k int, sticky boolean)",
            "CREATE TABLE d (k int, t text)",
            "CREATE INDEX ON e (ts)",
            "INSERT INTO d SELECT i % 3, chr(97 + i) FROM generate_series(1, 5) i");

    record Case(String name, String query) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> queries() {
        return List.of(
                new Case("the last", "SELECT id, k, ts FROM e WHERE ts > now() - interval '150 ms'"),
                new Case("the other way round", "SELECT k FROM e WHERE now() >= ts"),
                new Case(
                        "not equal and not",
                        "SELECT id FROM e WHERE NOT ts <= now() AND ts <> now() + interval '1 day'"),
                new Case(
                        "between",
                        "SELECT id FROM e WHERE ts BETWEEN now() - interval '100 ms' AND now() + interval '100 ms' AND v > 0"),
                new Case("or", "SELECT k, sticky FROM l WHERE ts > LOCALTIMESTAMP - interval '150 ms' OR sticky"),
                new Case(
                        "two comparisons with or",
                        "SELECT id, k FROM e WHERE ts < CURRENT_TIMESTAMP - interval '200 ms' OR ts > transaction_timestamp() + interval '50 ms'"),
                new Case(
                        "types",
                        "SELECT k FROM l WHERE ts > statement_timestamp() - interval '100 ms' AND ts::date <= CURRENT_DATE"),
                new Case("seconds", "SELECT id FROM e WHERE extract(epoch FROM ts) > extract(epoch FROM now()) - 0.1"),
                new Case("join", "SELECT e.id, d.t FROM e JOIN d ON d.k = e.k WHERE e.ts > now() - interval '150 ms'"),
                new Case(
                        "both sides",
                        "SELECT e.id, l.k FROM e JOIN l ON l.k = e.k WHERE e.ts > now() - interval '150 ms' AND l.ts < now() AND e.v > 0"),
                new Case(
                        "with itself",
                        "SELECT a.id, b.id AS other FROM e a JOIN e b ON a.k = b.v WHERE a.ts > now() AND b.ts < now()"),
                new Case(
                        "outer join",
                        "SELECT d.t, e.id FROM d LEFT JOIN e ON e.k = d.k AND e.ts > now() - interval '100 ms'"),
                new Case(
                        "EXISTS",
                        "SELECT d.t FROM d WHERE EXISTS (SELECT 1 FROM e WHERE e.k = d.k AND e.ts > now() - interval '100 ms')"),
                new Case(
                        "NOT EXISTS",
                        "SELECT id FROM e WHERE NOT EXISTS (SELECT 1 FROM l WHERE l.k = e.k AND l.ts > now() - interval '100 ms')"),
                new Case(
                        "groups",
                        "SELECT k, count(*) AS n, sum(v) AS s, max(ts) AS hi FROM e WHERE ts > now() - interval '200 ms' GROUP BY k"),
                new Case("a count", "SELECT count(*) AS n FROM e WHERE ts <= now()"),
                new Case("HAVING", "SELECT k, count(*) AS n FROM e GROUP BY k HAVING max(ts) < now()"),
                new Case(
                        "below and above",
                        "SELECT d.t, x.n FROM d JOIN (SELECT k, count(*) AS n FROM e WHERE ts > now() GROUP BY k) x ON x.k = d.k"),
                new Case("DISTINCT", "SELECT DISTINCT k, v FROM e WHERE ts > now() - interval '100 ms'"),
                new Case(
                        "windows",
                        "SELECT id, row_number() OVER (PARTITION BY k ORDER BY ts, id) AS r FROM e WHERE ts > now() - interval '100 ms'"),
                new Case(
                        "UNION ALL",
                        "SELECT id, k FROM e WHERE ts > now() UNION ALL SELECT k, 0 FROM l WHERE ts < now()"),
                new Case("EXCEPT", "SELECT k FROM e WHERE ts > now() EXCEPT SELECT k FROM l WHERE ts > now()"),
                new Case("first rows", "SELECT id FROM e WHERE ts > now() - interval '150 ms' ORDER BY v, id LIMIT 3"),
                new Case(
                        "one value",
                        "SELECT d.t, (SELECT max(e.v) FROM e WHERE e.k = d.k AND e.ts > now()) AS hi FROM d"));
    }

    @BeforeAll
    static void install(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void follows_the_time(Case test, Database database) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        RandomGenerator random = new SplittableRandom(seed);
        EngineFixture engine = EngineFixture.in(database);
        try (InterceptedSession s = engine.session()) {
            s.run("SET timezone = 'Asia/Kolkata'");
            Lab.open(s, SETUP);
            for (int i = 0; i < 12; i++) {
                s.run(write(random));
            }
            s.run("CREATE STREAM TABLE di WITH (mode = DIFFERENTIAL, schedule = 'manual') AS " + test.query());
            List<String> actions = new ArrayList<>();
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                String statement = random.nextInt(3) == 0 ? "SELECT 1" : write(random);
                s.run(statement);
                RefreshResult result = engine.refresh("lab.di");
                actions.add(result.action().name());
                // A part that is stored may have followed the time when the whole did not have to change.
                String clock = s.rows("SELECT max(clock) FROM pgtrickle.stream_table_state")
                        .getFirst();
                String at = test.name() + ", -Dpgtrickle.seed=" + seed + ", cycle " + cycle + " " + statement;
                // Without a change the contents are those of this moment as well as of an earlier one.
                Oracle.assertEqualsQuery(s.connection(), "di", at(test.query(), clock), Equality.EXACT, at);
            }
            assertThat(actions).as(test.name() + ", seed " + seed).isSubsetOf("DIFFERENTIAL", "NO_DATA");
        }
    }

    /** Days are those of the author's time zone; a day is made to pass by contents and a clock of yesterday. */
    @ParameterizedTest
    @ValueSource(strings = {"Etc/GMT+12", "Etc/GMT-14"})
    void a_day_passes_in_the_time_zone_of_the_author(String zone, Database database) throws Exception {
        EngineFixture engine = EngineFixture.in(database);
        try (InterceptedSession s = engine.session()) {
            Lab.open(s, List.of());
            s.run("SET timezone = '" + zone + "'");
            s.run("CREATE TABLE bill (id int PRIMARY KEY, due date)");
            s.run("INSERT INTO bill SELECT i, CURRENT_DATE + i FROM generate_series(-2, 3) i");
            s.run(
                    "CREATE STREAM TABLE late WITH (mode = DIFFERENTIAL, schedule = 'manual') AS SELECT id FROM bill WHERE due < CURRENT_DATE");
            assertThat(s.rows("SELECT id FROM late ORDER BY id")).containsExactly("-2", "-1");
            String storage =
                    s.rows("SELECT storage_relid FROM pgtrickle.stream_table").getFirst();
            s.run("DELETE FROM " + storage + " WHERE id = -1");
            s.run("UPDATE pgtrickle.stream_table_state SET clock = clock - interval '1 day'");
            s.run("INSERT INTO bill VALUES (7, CURRENT_DATE - 1), (8, CURRENT_DATE)");
            RefreshResult result = engine.refresh("lab.late");
            assertThat(result.action()).isEqualTo(RefreshResult.Action.DIFFERENTIAL);
            assertThat(result.inserted()).isEqualTo(2);
            assertThat(s.rows("SELECT id FROM late ORDER BY id")).containsExactly("-2", "-1", "7");
            assertThat(engine.refresh("lab.late").action()).isEqualTo(RefreshResult.Action.NO_DATA);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, now() AS t FROM e",
                "SELECT id FROM e WHERE now() - ts < interval '1 day'",
                "SELECT count(*) FILTER (WHERE ts > now()) AS n FROM e",
                "SELECT d.t FROM d LEFT JOIN e ON e.k = d.k AND e.ts > now() + d.k * interval '1 s'",
                "SELECT id FROM e WHERE CASE WHEN ts > now() THEN true END",
            })
    void what_is_not_followed_is_recomputed(String query, Database database) throws Exception {
        EngineFixture engine = EngineFixture.in(database);
        try (InterceptedSession s = engine.session()) {
            Lab.open(s, SETUP);
            s.run("CREATE STREAM TABLE f AS " + query);
            assertThat(s.rows("SELECT refresh_mode, mode_reason ~ 'time', volatile_inputs FROM pgtrickle.stream_table"))
                    .containsExactly("FULL|t|t");
            assertThat(engine.refresh("lab.f").action()).isEqualTo(RefreshResult.Action.FULL);
        }
    }

    @Test
    void a_writer_does_not_follow_the_time(Database database) throws Exception {
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            s.run("DROP SCHEMA IF EXISTS lab CASCADE");
            s.run("CREATE SCHEMA lab");
            s.run("SET search_path = lab");
            s.run("CREATE TABLE e (id int, ts timestamptz)");
            assertThatThrownBy(() ->
                            s.run("CREATE STREAM TABLE i WITH (mode = IMMEDIATE) AS SELECT id FROM e WHERE ts > now()"))
                    .isInstanceOfSatisfying(SqlError.class, e -> {
                        assertThat(e.sqlState()).isEqualTo("0A000");
                        assertThat(e.hint()).contains("DIFFERENTIAL");
                    });
        }
    }

    private static String write(RandomGenerator random) {
        String time = random.nextInt(8) == 0
                ? "NULL"
                : "clock_timestamp() + interval '" + (random.nextInt(600) - 300) + " ms'";
        String key = random.nextInt(5) == 0 ? "NULL" : String.valueOf(random.nextInt(3));
        int id = random.nextInt(30);
        return switch (random.nextInt(7)) {
            case 0, 1, 2 ->
                "INSERT INTO e VALUES (" + id + ", " + time + ", " + key + ", " + random.nextInt(3)
                        + ") ON CONFLICT (id) DO UPDATE SET ts = excluded.ts, v = excluded.v";
            case 3 -> "INSERT INTO l VALUES ((" + time + ")::timestamptz, " + key + ", " + random.nextBoolean() + ")";
            case 4 -> "UPDATE e SET ts = " + time + ", k = " + key + " WHERE id % 4 = " + random.nextInt(4);
            case 5 -> "UPDATE l SET ts = ts + interval '100 ms', sticky = NOT sticky WHERE k = " + random.nextInt(3);
            default ->
                "DELETE FROM "
                        + (random.nextBoolean()
                                ? "e WHERE id = " + id
                                : "l WHERE k = " + random.nextInt(3) + " AND sticky");
        };
    }

    private static String at(String query, String clock) {
        String time = "'" + clock + "'::timestamptz";
        return query.replaceAll("(now|transaction_timestamp|statement_timestamp)\\(\\)|CURRENT_TIMESTAMP", time)
                .replace("LOCALTIMESTAMP", time + "::timestamp")
                .replace("CURRENT_DATE", "(" + time + ")::date");
    }
}
