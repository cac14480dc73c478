package dev.pgtrickle.dvm.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes one by one, all at once, in another order, and within the writer's statements give the same contents and the same hidden state, which is that
 * of a stream table that is built afterwards.
 */
@ExtendWith(DatabaseExtension.class)
class OperatorBatchTest {

    private static final List<String> KEPT =
            List.of("ahead.one_by_one", "ahead.at_once", "ahead.im", "shuffled.some_at_a_time");

    static List<OperatorCase> cases() {
        return OperatorCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void batches_do_not_matter(OperatorCase test, Database database) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        CommutingChanges drawn = new CommutingChanges(new SplittableRandom(seed));
        String context = test + ", -Dpgtrickle.seed=" + seed + "\n" + String.join(";\n", drawn.setup()) + ";\n\n"
                + String.join(";\n", drawn.changes());
        Random random = new Random(seed);
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            for (String schema : List.of("ahead", "shuffled")) {
                s.run("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
                s.run("SELECT pgtrickle._remove_orphans()");
                s.run("CREATE SCHEMA " + schema);
                s.run("SET search_path = " + schema);
                for (String statement : drawn.setup()) {
                    s.run(statement);
                }
            }
            create(s, "shuffled.some_at_a_time", "DIFFERENTIAL", test.query());
            s.run("SET search_path = ahead");
            create(s, "ahead.one_by_one", "DIFFERENTIAL", test.query());
            create(s, "ahead.at_once", "DIFFERENTIAL", test.query());
            create(s, "ahead.im", "IMMEDIATE", test.query());
            for (String change : drawn.changes()) {
                s.run(change);
                s.run("REFRESH MATERIALIZED VIEW ahead.one_by_one");
            }
            s.run("REFRESH MATERIALIZED VIEW ahead.at_once");
            List<String> shuffled = new ArrayList<>(drawn.changes());
            Collections.shuffle(shuffled, random);
            s.run("SET search_path = shuffled");
            for (String change : shuffled) {
                s.run(change);
                if (random.nextInt(3) == 0) {
                    s.run("REFRESH MATERIALIZED VIEW shuffled.some_at_a_time");
                }
            }
            s.run("REFRESH MATERIALIZED VIEW shuffled.some_at_a_time");
            s.run("SET search_path = ahead");
            create(s, "ahead.twin", "DIFFERENTIAL", test.query());
            for (String kept : KEPT) {
                Oracle.assertEqualsQuery(s.connection(), kept, test.query(), Equality.EXACT, context);
                Oracle.assertSameHiddenState(s.connection(), kept, "ahead.twin", context);
            }
            assertThat(s.rows("SELECT DISTINCT refresh_mode FROM pgtrickle.pgt_stream_tables ORDER BY 1"))
                    .as(context)
                    .containsExactly("DIFFERENTIAL", "IMMEDIATE");
            assertThat(
                            s.rows(
                                    "SELECT DISTINCT h.action FROM pgtrickle.pgt_refresh_history h JOIN pgtrickle.pgt_stream_tables USING (pgt_id)"))
                    .as(context)
                    .isSubsetOf("DIFFERENTIAL");
        }
    }

    private static void create(InterceptedSession s, String name, String mode, String query) throws Exception {
        String schedule = mode.equals("IMMEDIATE") ? "" : ", pgtrickle.schedule = 'manual'";
        s.run("CREATE MATERIALIZED VIEW " + name + " WITH (pgtrickle.stream, pgtrickle.mode = '" + mode + "'" + schedule
                + ") AS " + query);
    }
}
