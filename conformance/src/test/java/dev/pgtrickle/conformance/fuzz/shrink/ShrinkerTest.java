package dev.pgtrickle.conformance.fuzz.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.fuzz.generate.CaseGenerator;
import dev.pgtrickle.conformance.fuzz.play.Failure;
import dev.pgtrickle.conformance.fuzz.play.Failure.Kind;
import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static final Failure FAILURE = new Failure(Kind.REFRESH, "somewhere", "");

    /** As if a mistake were in the rule of full joins, and needed a deletion. */
    private static Outcome failsByFullJoin(FuzzCase test) {
        boolean fails = test.query().sql().contains(" FULL JOIN ")
                && test.batches().stream()
                        .flatMap(b -> b.changes().stream())
                        .anyMatch(c -> c.sql().startsWith("DELETE"));
        return fails ? new Outcome.Failed(FAILURE) : new Outcome.Exact("", List.of());
    }

    @Test
    void what_is_left_is_what_the_failure_needs() throws SQLException {
        FuzzCase large = LongStream.iterate(0, n -> n + 1)
                .mapToObj(CaseGenerator::of)
                .filter(c -> c.query().sql().length() > 1000)
                .filter(c -> failsByFullJoin(c) instanceof Outcome.Failed)
                .findFirst()
                .orElseThrow();
        FuzzCase small = Shrinker.shrink(ShrinkerTest::failsByFullJoin, large, FAILURE, Duration.ofMinutes(1))
                .test();
        assertThat(failsByFullJoin(small)).isInstanceOf(Outcome.Failed.class);
        assertThat(small.query().sql()).hasSizeLessThan(150);
        assertThat(small.batches()).hasSize(1);
        assertThat(small.batches().getFirst().changes()).hasSize(1);
        assertThat(small.tables()).isEmpty();
    }

    @Test
    void another_failure_is_not_taken_for_the_same() throws SQLException {
        FuzzCase test = CaseGenerator.of(1);
        Shrinker.Shrunk shrunk = Shrinker.shrink(
                smaller -> new Outcome.Failed(new Failure(Kind.WRITE, "elsewhere", "")),
                test,
                FAILURE,
                Duration.ofMinutes(1));
        assertThat(shrunk.test()).isEqualTo(test);
    }
}
