package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.session.SqlError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    @ParameterizedTest
    @CsvSource({"500ms,500", "1s,1000", "10,10000", "1h30m,5400000", "2w,1209600000", "1 m 5 s,65000", "1D,86400000"})
    void durations(String text, long millis) {
        assertThat(Schedule.parse(text))
                .hasValueSatisfying(
                        s -> assertThat(((Schedule.Every) s).period()).isEqualTo(Duration.ofMillis(millis)));
        assertThat(Schedule.parse(Schedule.parse(text).orElseThrow().text())).isEqualTo(Schedule.parse(text));
    }

    @Test
    void words() {
        assertThat(Schedule.parse("Calculated")).isEmpty();
        assertThat(Schedule.parse("MANUAL")).contains(new Schedule.Manual());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "-1s", "0", "0s", "1x", "5 minutes", "1s1", "s", "99999999999s", "9999w", "1.5s"})
    void everything_else_is_refused(String text) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(SqlError.class)
                .satisfies(e -> assertThat(((SqlError) e).sqlState()).isEqualTo("22023"))
                .satisfies(e -> assertThat(((SqlError) e).hint()).contains("'500ms'"));
    }

    @Test
    void sets_of_sources() {
        assertThat(RefreshSets.all(1)).containsExactly(1);
        assertThat(RefreshSets.all(3)).containsExactly(1, 2, 4, 3, 5, 6, 7);
        assertThat(RefreshSets.all(5)).hasSize(5 + 10 + 10 + 1).contains(31);
        assertThat(RefreshSets.all(7)).hasSize(7 + 21 + 1).contains(127);
        assertThat(RefreshSets.smallestContaining(5, 0b00101)).isEqualTo(0b00101);
        assertThat(RefreshSets.smallestContaining(5, 0b10101)).isEqualTo(0b10101);
        assertThat(RefreshSets.smallestContaining(5, 0b10111)).isEqualTo(0b11111);
    }
}
