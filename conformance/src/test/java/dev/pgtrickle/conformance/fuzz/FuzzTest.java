package dev.pgtrickle.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.fuzz.generate.CaseGenerator;
import dev.pgtrickle.conformance.fuzz.play.Arena;
import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random cases. They are the same in every build, so that a build fails only by what it changes; {@code -Dpgtrickle.seed} and {@code
 * -Dpgtrickle.cases} choose others, and {@code ./pgtrickle fuzz} looks for more.
 */
@ExtendWith(DatabaseExtension.class)
class FuzzTest {

    /** The share of queries that are recomputed; lower it whenever an operator is maintained. */
    private static final double MOST_FULL = 0.3;

    private static final double MOST_SKIPPED = 0.05;

    @Test
    void stream_tables_equal_their_queries(Database database) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", 1);
        int cases = Integer.getInteger("pgtrickle.cases", 100);
        StringWriter failures = new StringWriter();
        Conninfo server = new Conninfo("127.0.0.1", database.port(), database.name(), "postgres", Optional.empty(), 10);
        try (Arena arena = Arena.open(server)) {
            FuzzLimits limits =
                    new FuzzLimits(cases, Duration.ofHours(10), 1, Duration.ofSeconds(30), Optional.empty());
            Tally tally = new Fuzzer(arena, new PrintWriter(failures), CaseGenerator::of, limits).run(seed);
            String summary = "-Dpgtrickle.seed=" + seed + " -Dpgtrickle.cases=" + cases + ": " + tally;
            System.out.println(summary);
            assertThat(tally.failed()).as(summary + "\n" + failures).isZero();
            assertThat(tally.shareOfSkipped()).as(summary).isLessThan(MOST_SKIPPED);
            assertThat(tally.shareOfFull()).as(summary).isLessThan(MOST_FULL);
        }
    }
}
