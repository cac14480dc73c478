package dev.pgtrickle.dvm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.engine.DueList.Candidate;
import dev.pgtrickle.dvm.engine.DueList.Unseen;
import dev.pgtrickle.dvm.install.Schedule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueListTest {

    private static final long MS = 1_000_000;

    private final DueList list = new DueList();

    private static Candidate candidate(long id, String schedule) {
        return new Candidate(id, Schedule.parse(schedule), Unseen.NOTHING);
    }

    @Test
    void everything_is_looked_at_once_and_then_after_commits() {
        List<Candidate> all = List.of(candidate(1, "calculated"), candidate(2, "calculated"));
        assertThat(list.start(all, 0)).containsExactly(1L, 2L);
        list.succeeded(1, Duration.ZERO, 0);
        list.succeeded(2, Duration.ZERO, 0);
        assertThat(list.start(all, MS)).isEmpty();
        list.committed();
        assertThat(list.start(all, MS)).containsExactly(1L, 2L);
    }

    @Test
    void a_commit_during_a_refresh_asks_for_another_one() {
        List<Candidate> all = List.of(candidate(1, "calculated"));
        list.start(all, 0);
        list.committed();
        assertThat(list.start(all, MS)).as("while it runs").isEmpty();
        list.succeeded(1, Duration.ZERO, 2 * MS);
        assertThat(list.start(all, 2 * MS)).containsExactly(1L);
    }

    @Test
    void a_schedule_is_the_least_time_between_two_refreshes() {
        List<Candidate> all = List.of(candidate(1, "500ms"));
        list.start(all, 0);
        list.succeeded(1, Duration.ZERO, 0);
        list.committed();
        assertThat(list.start(all, 499 * MS)).isEmpty();
        assertThat(list.start(all, 500 * MS)).containsExactly(1L);
        list.succeeded(1, Duration.ZERO, 501 * MS);
        assertThat(list.start(all, 5000 * MS)).as("nothing was committed").isEmpty();
    }

    @Test
    void manual_ones_are_left_alone() {
        list.committed();
        assertThat(list.start(List.of(candidate(1, "manual")), 0)).isEmpty();
    }

    @Test
    void a_recomputed_one_takes_a_bounded_share_of_the_time() {
        List<Candidate> all = List.of(candidate(1, "calculated"));
        list.start(all, 0);
        list.committed();
        list.succeeded(1, Duration.ofMillis(20), 20 * MS);
        assertThat(list.start(all, 219 * MS)).isEmpty();
        assertThat(list.start(all, 220 * MS)).as("the commit is not forgotten").containsExactly(1L);
    }

    @Test
    void what_changes_unseen_is_looked_at_every_second() {
        List<Candidate> all = List.of(new Candidate(1, Schedule.parse("calculated"), Unseen.ANYTHING));
        list.start(all, 0);
        list.succeeded(1, Duration.ofMillis(1), 0);
        assertThat(list.start(all, 999 * MS)).isEmpty();
        assertThat(list.start(all, 1000 * MS)).containsExactly(1L);
    }

    @Test
    void failures_are_tried_again_after_growing_pauses() {
        List<Candidate> all = List.of(candidate(1, "calculated"));
        long now = 0;
        list.start(all, now);
        list.failed(1, now);
        for (long pause : new long[] {200, 400, 800, 1600}) {
            assertThat(list.start(all, now + (pause - 1) * MS)).isEmpty();
            now += pause * MS;
            assertThat(list.start(all, now)).containsExactly(1L);
            list.failed(1, now);
        }
        for (int i = 0; i < 20; i++) {
            now += 60_000 * MS;
            assertThat(list.start(all, now)).as("never more than a minute").containsExactly(1L);
            list.failed(1, now);
        }
        now += 60_000 * MS;
        list.start(all, now);
        list.succeeded(1, Duration.ZERO, now);
        assertThat(list.start(all, now)).isEmpty();
    }

    @Test
    void one_that_was_dropped_is_forgotten() {
        list.start(List.of(candidate(1, "calculated")), 0);
        list.succeeded(1, Duration.ofDays(1), 0);
        assertThat(list.start(List.of(), 0)).isEmpty();
        assertThat(list.start(List.of(candidate(1, "calculated")), 0)).containsExactly(1L);
    }
}
