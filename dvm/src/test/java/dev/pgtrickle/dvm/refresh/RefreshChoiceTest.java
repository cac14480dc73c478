package dev.pgtrickle.dvm.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefreshChoiceTest {

    @Test
    void few_changes_are_applied_when_that_is_faster_or_hardly_slower() {
        assertThat(new RefreshChoice(500.0, null, 2.0, null, 0, 3, 1e6).of(1).recompute())
                .isFalse();
        assertThat(new RefreshChoice(1.0, null, 15.0, null, 0, 3, 10).of(1).recompute())
                .isFalse();
    }

    @Test
    void what_was_slower_than_recomputing_is_recomputed() {
        RefreshChoice.Decision decision = new RefreshChoice(100.0, null, 250.0, null, 0, 3, 1e6).of(1);
        assertThat(decision.recompute()).isTrue();
        assertThat(decision.why()).isEqualTo("FULL: 1 changes expected to take 250.0 ms, recomputing 100.0 ms");
    }

    @Test
    void many_changes_are_recomputed_when_their_sum_is_slower() {
        RefreshChoice choice = new RefreshChoice(100.0, null, 2.0, 0.01, 0, 3, 1e6);
        assertThat(choice.of(5_000).recompute()).isFalse();
        assertThat(choice.of(50_000).recompute()).isTrue();
        assertThat(choice.of(10_100).recompute()).as("that saves 3 ms").isFalse();
        assertThat(choice.of(11_000).recompute()).as("that saves 12 ms").isTrue();
    }

    @Test
    void few_changes_are_recomputed_only_when_that_saves_much() {
        assertThat(new RefreshChoice(10.0, null, 50.0, null, 0, 3, 1e6).of(1).recompute())
                .isFalse();
        assertThat(new RefreshChoice(10.0, null, 70.0, null, 0, 3, 1e6).of(1).recompute())
                .isTrue();
    }

    @Test
    void without_a_measurement_a_large_part_of_the_rows_is_recomputed() {
        RefreshChoice choice = new RefreshChoice(100.0, null, 2.0, null, 0, 3, 50_000);
        assertThat(choice.of(2_000).recompute()).isFalse();
        assertThat(choice.of(4_000).recompute()).isTrue();
        assertThat(new RefreshChoice(null, null, null, null, 0, 3, 50_000)
                        .of(4_000)
                        .recompute())
                .isFalse();
    }

    @Test
    void one_slow_refresh_is_no_measure() {
        assertThat(new RefreshChoice(100.0, null, 250.0, null, 0, 2, 1e6).of(1).recompute())
                .isFalse();
    }

    @Test
    void one_slow_refresh_of_many_changes_is() {
        assertThat(new RefreshChoice(100.0, null, null, 0.1, 0, 1, 1e6)
                        .of(5_000)
                        .recompute())
                .isTrue();
        assertThat(new RefreshChoice(100.0, null, null, 0.1, 0, 1, 1e6).of(900).recompute())
                .isFalse();
    }

    @Test
    void the_query_itself_is_asked_where_that_is_faster() {
        assertThat(new RefreshChoice(100.0, null, 2.0, null, 0, 3, 1e6).leavesStateOut(false))
                .as("not for one refresh")
                .isFalse();
        assertThat(new RefreshChoice(100.0, null, 2.0, null, 1, 3, 1e6).leavesStateOut(false))
                .as("in a row")
                .isTrue();
        assertThat(new RefreshChoice(100.0, null, 2.0, null, 0, 3, 1e6).leavesStateOut(true))
                .as("with parts")
                .isTrue();
        assertThat(new RefreshChoice(100.0, 90.0, 2.0, null, 5, 3, 1e6).leavesStateOut(true))
                .as("hardly faster")
                .isFalse();
        assertThat(new RefreshChoice(100.0, 50.0, 2.0, null, 0, 3, 1e6).leavesStateOut(false))
                .as("faster")
                .isTrue();
    }

    @Test
    void what_the_query_itself_takes_counts() {
        assertThat(new RefreshChoice(100.0, 20.0, 2.0, 0.01, 0, 3, 1e6)
                        .of(5_000)
                        .recompute())
                .isTrue();
        assertThat(new RefreshChoice(100.0, 20.0, 2.0, null, 0, 3, 1e6).budget(5_000))
                .hasValue(20);
    }

    @Test
    void now_and_then_it_tries_again() {
        assertThat(new RefreshChoice(100.0, null, 250.0, null, RefreshChoice.TRY_AGAIN - 1, 3, 1e6)
                        .of(1)
                        .recompute())
                .isTrue();
        assertThat(new RefreshChoice(100.0, null, 250.0, null, RefreshChoice.TRY_AGAIN, 3, 1e6)
                        .of(1)
                        .recompute())
                .isFalse();
    }

    @Test
    void it_tries_again_less_often_where_that_needs_state_that_was_left_out() {
        assertThat(new RefreshChoice(100.0, 10.0, 250.0, null, 10 * RefreshChoice.TRY_AGAIN - 1, 3, 1e6)
                        .of(1)
                        .recompute())
                .isTrue();
        assertThat(new RefreshChoice(100.0, 10.0, 250.0, null, 10 * RefreshChoice.TRY_AGAIN, 3, 1e6)
                        .of(1)
                        .recompute())
                .isFalse();
    }

    @Test
    void many_changes_have_the_time_that_recomputing_takes() {
        assertThat(new RefreshChoice(300.0, null, 2.0, null, 0, 3, 1e6).budget(5_000))
                .hasValue(300);
        assertThat(new RefreshChoice(1.0, null, 2.0, null, 0, 3, 1e6).budget(5_000))
                .as("less than is worth a change of mode")
                .hasValue(5);
        assertThat(new RefreshChoice(300.0, null, 2.0, null, 0, 3, 1e6).budget(1_000))
                .isEmpty();
        assertThat(new RefreshChoice(null, null, 2.0, null, 0, 3, 1e6).budget(5_000))
                .isEmpty();
    }
}
