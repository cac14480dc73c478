package dev.pgtrickle.conformance.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.oracle.Equality;
import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.conformance.stage.WriterSettings;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A column of each type as payload, as group key and as join key, in both incremental modes, through five cycles of random changes. */
@TestInstance(Lifecycle.PER_CLASS)
class DataTypesTest {

    private static final int CYCLES = 5;

    private final long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
    private Stage stage;

    /** One stream table of the test. */
    private record Tested(String name, String mode, String query, Equality equality) {}

    static List<TypeCase> types() {
        return TypeCase.all();
    }

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(SharedServers.defaultVersion());
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void stays_exact(TypeCase type) throws Exception {
        stage.clear();
        SplittableRandom random = new SplittableRandom(seed);
        String context = type + ", -Dpgtrickle.seed=" + seed;
        try (StreamTableOracle oracle = new StreamTableOracle(stage);
                Connection writer = WriterSettings.NASTY.connect(stage, Route.PROXY)) {
            createTables(writer, type);
            List<Tested> all = create(type, context);
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                for (int n = random.nextInt(2, 6); n > 0; n--) {
                    WriterSettings.NASTY.run(writer, statement(random, type));
                }
                for (Tested t : all) {
                    if (t.mode().equals("DIFFERENTIAL")) {
                        Route.BYPASS.refresh(stage, t.name());
                    }
                    oracle.assertExact(t.name(), t.mode(), t.query(), t.equality(), context + ", cycle " + cycle);
                }
            }
            for (Tested t : all) {
                oracle.assertHiddenStateIsFresh(t.name(), context);
            }
        }
    }

    private static void createTables(Connection writer, TypeCase type) throws SQLException {
        if (!type.setup().isEmpty()) {
            Stage.run(writer, type.setup());
        }
        // The storage of a column can be part of its definition only since version 16.
        String column = type.type().replace(" STORAGE EXTERNAL", "");
        Stage.run(writer, "CREATE TABLE keyed (id int PRIMARY KEY, c " + column + ", n int)");
        Stage.run(writer, "CREATE TABLE bag (c " + column + ", n int)");
        if (!column.equals(type.type())) {
            Stage.run(writer, "ALTER TABLE keyed ALTER c SET STORAGE EXTERNAL");
            Stage.run(writer, "ALTER TABLE bag ALTER c SET STORAGE EXTERNAL");
        }
        int id = 0;
        for (String value : type.values()) {
            Stage.run(writer, "INSERT INTO keyed VALUES (" + id++ + ", " + value + ", 1)");
            Stage.run(writer, "INSERT INTO bag VALUES (" + value + ", 1), (" + value + ", 1), (NULL, 1)");
        }
    }

    private List<Tested> create(TypeCase type, String context) throws Exception {
        List<Tested> all = new ArrayList<>();
        for (String mode : List.of("DIFFERENTIAL", "IMMEDIATE")) {
            String suffix = mode.equals("IMMEDIATE") ? "_i" : "_d";
            all.add(new Tested("payload" + suffix, mode, "SELECT id, c FROM keyed WHERE n > 0", Equality.EXACT));
            all.add(new Tested("bag" + suffix, mode, "SELECT c, n % 2 AS odd FROM bag", Equality.EXACT));
            if (type.comparable()) {
                all.add(new Tested(
                        "groups" + suffix,
                        mode,
                        "SELECT c, count(*) AS k, sum(n) AS s FROM bag GROUP BY c",
                        type.equality()));
                all.add(new Tested(
                        "joined" + suffix,
                        mode,
                        "SELECT k.id, k.c, b.n FROM keyed k JOIN bag b ON b.c = k.c",
                        Equality.EXACT));
            }
        }
        for (Tested t : all) {
            assertThat(Route.PROXY.create(stage, t.name(), t.mode(), t.query()))
                    .as(context + ": " + t)
                    .isEmpty();
        }
        return all;
    }

    private static String statement(SplittableRandom random, TypeCase type) {
        String value = random.nextInt(5) == 0
                ? "NULL"
                : type.values().get(random.nextInt(type.values().size()));
        int id = random.nextInt(8);
        return switch (random.nextInt(7)) {
            case 0, 1 ->
                "INSERT INTO keyed VALUES (" + id + ", " + value
                        + ", 1) ON CONFLICT (id) DO UPDATE SET c = excluded.c, n = keyed.n + 1";
            case 2 -> "DELETE FROM keyed WHERE id = " + id;
            case 3 -> "UPDATE keyed SET n = n + 1";
            case 4 -> "INSERT INTO bag VALUES (" + value + ", " + id + ")";
            case 5 -> "UPDATE bag SET c = " + value + " WHERE ctid IN (SELECT ctid FROM bag ORDER BY n, ctid LIMIT 2)";
            default -> "DELETE FROM bag WHERE ctid IN (SELECT ctid FROM bag ORDER BY n DESC, ctid LIMIT 2)";
        };
    }
}
