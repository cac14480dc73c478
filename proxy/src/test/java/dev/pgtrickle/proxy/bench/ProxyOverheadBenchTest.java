package dev.pgtrickle.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.bench.BenchReport.Measured;
import dev.pgtrickle.proxy.bench.BenchReport.Round;
import dev.pgtrickle.proxy.bench.BenchSettings.Address;
import dev.pgtrickle.proxy.testkit.Proxied;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bench runs, says what it measured, and leaves nothing behind; its numbers are no matter of a test. */
class ProxyOverheadBenchTest {

    @Test
    void prints_each_round_and_the_median_of_rounds() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest())) {
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            BenchReport report = ProxyOverheadBench.run(
                    settings(proxied, 3, 20), new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(report.workloads()).hasSize(3).allSatisfy(w -> {
                assertThat(w.rounds()).hasSize(3).allMatch(r -> r.direct() > 0 && r.proxied() > 0);
            });
            assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSize(2 + 3 * 4);
            assertThat(proxied.database().rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                    .containsExactly("0");
        }
    }

    @Test
    void takes_the_median_of_ratios_and_not_the_ratio_of_medians() {
        Measured measured =
                new Measured("x", List.of(new Round(10, 12), new Round(20, 22), new Round(1, 3), new Round(40, 40)));
        assertThat(measured.median().direct()).isEqualTo(15);
        assertThat(measured.median().proxied()).isEqualTo(17);
        assertThat(measured.median().ratio()).isCloseTo((1.1 + 1.2) / 2, within(1e-9));
        assertThat(BenchReport.median(3, 1, 2)).isEqualTo(2);
    }

    @Test
    void refuses_to_measure_nothing() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest())) {
            assertThatThrownBy(() -> settings(proxied, 0, 1)).hasMessage("rounds must be at least 1, not 0");
            assertThatThrownBy(() -> settings(proxied, 1, 0)).hasMessage("statements must be at least 1, not 0");
        }
    }

    private static BenchSettings settings(Proxied proxied, int rounds, int statements) {
        return new BenchSettings(
                new Address("127.0.0.1", proxied.database().port()),
                new Address("127.0.0.1", proxied.port()),
                proxied.database().name(),
                "postgres",
                "",
                rounds,
                statements);
    }
}
