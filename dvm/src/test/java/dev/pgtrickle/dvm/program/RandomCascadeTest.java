package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomChanges;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes against stream tables that read other stream tables, in all combinations of modes. */
@ExtendWith(DatabaseExtension.class)
class RandomCascadeTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 12);

    /** What the lower stream tables compute; an upper query names them in braces. */
    private static final Map<String, String> LOWER = Map.of(
            "groups", "SELECT a, count(*) AS n, sum(b) AS s, sum(c) AS m FROM r1 GROUP BY a",
            "shown", "SELECT a, count(*) AS n FROM r2 GROUP BY a HAVING count(*) > 1",
            "copies", "SELECT a, b FROM r2",
            "keyed", "SELECT r1.id, r1.a, r1.t, r3.f FROM r1 JOIN r3 ON r3.a = r1.a WHERE r3.k > 1",
            "first", "SELECT a, count(*) AS n FROM r2 GROUP BY a ORDER BY n DESC, a LIMIT 2",
            "total", "SELECT count(*) AS n, max(a) AS m FROM r3");

    record Modes(String lower, String upper) {}

    record Case(String name, Modes modes, String query) {
        @Override
        public String toString() {
            return name + ", " + modes.upper() + " over " + modes.lower();
        }
    }

    static Stream<Case> cases() {
        Map<String, String> queries = Map.of(
                "join with groups and their sources", "SELECT r1.id, g.n, g.m FROM r1 JOIN {groups} g ON g.a = r1.a",
                "groups of duplicates", "SELECT b, count(*) AS n, min(a) AS lo FROM {copies} c GROUP BY b",
                "groups of shown groups", "SELECT n, count(*) AS k FROM {shown} s GROUP BY n",
                "first rows joined", "SELECT f.a, k.id FROM {first} f LEFT JOIN {keyed} k ON k.a = f.a",
                "a total", "SELECT r3.k, t.n FROM r3 JOIN {total} t ON t.m = r3.a",
                "a diamond", "SELECT g.a, g.n, s.n AS m FROM {groups} g FULL JOIN {shown} s ON s.a = g.a");
        List<Modes> modes = List.of(
                new Modes("DIFFERENTIAL", "DIFFERENTIAL"),
                new Modes("IMMEDIATE", "IMMEDIATE"),
                new Modes("IMMEDIATE", "DIFFERENTIAL"),
                new Modes("FULL", "DIFFERENTIAL"));
        return queries.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(q -> modes.stream().map(m -> new Case(q.getKey(), m, q.getValue())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void upperEqualsItsQueryOverTheTables(Case trial, Database database) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        EngineFixture engine = EngineFixture.in(database);
        try (InterceptedSession s = engine.session()) {
            Lab.open(s, RandomChanges.SETUP);
            String upper = trial.query();
            String inTables = trial.query();
            for (var lower : LOWER.entrySet()) {
                String placeholder = "{" + lower.getKey() + "}";
                if (upper.contains(placeholder)) {
                    create(s, "st_" + lower.getKey(), trial.modes().lower(), lower.getValue());
                    upper = upper.replace(placeholder, "st_" + lower.getKey());
                    inTables = inTables.replace(placeholder, "(" + lower.getValue() + ")");
                }
            }
            create(s, "kept", trial.modes().upper(), upper);
            RandomChanges changes = new RandomChanges(new SplittableRandom(seed));
            StringBuilder log = new StringBuilder(trial + ", -Dpgtrickle.seed=" + seed);
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                List<String> transaction = changes.transaction();
                log.append("\n-- cycle ").append(cycle).append('\n').append(String.join(";\n", transaction));
                Lab.transaction(s.connection(), transaction, "23505", "21000");
                s.run("REFRESH MATERIALIZED VIEW kept");
                Oracle.assertEqualsQuery(s.connection(), "kept", inTables, Equality.EXACT, log.toString());
            }
            assertThat(s.rows("SELECT refresh_mode FROM pgtrickle.pgt_stream_tables WHERE pgt_name = 'kept'"))
                    .containsExactly(trial.modes().upper());
            assertThat(s.rows(
                            "SELECT count(*) FROM pgtrickle.pgt_refresh_history h JOIN pgtrickle.pgt_stream_tables t USING (pgt_id)"
                                    + " WHERE t.pgt_name = 'kept' AND action <> 'DIFFERENTIAL'"))
                    .as("recomputed")
                    .containsExactly("0");
        }
    }

    private static void create(InterceptedSession s, String name, String mode, String query) throws SQLException {
        s.run("CREATE MATERIALIZED VIEW " + name + " WITH (pgtrickle.stream, pgtrickle.mode = '" + mode + "') AS "
                + query);
    }
}
