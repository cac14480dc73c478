package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtrickle bench immediate}, small. */
class ImmediateBenchCommandTest {

    @Test
    void all_loads_with_results_as_json(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("immediate.json");
        try (PgtrickleProcess bench = PgtrickleProcess.start(
                "bench",
                "immediate",
                "--queries",
                "sums,join",
                "--clients",
                "2",
                "--rounds",
                "1",
                "--milliseconds",
                "50",
                "--through",
                "proxy",
                "--json",
                json.toString())) {
            assertThat(bench.exitStatus()).as("%s %s", bench.out(), bench.err()).isZero();
            assertThat(bench.err()).isEmpty();
            assertThat(bench.out())
                    .filteredOn(
                            l -> l.matches(
                                    "(sums +(autocommit|twenty|interactive|thousand) +2 +(none|append|commit|turns)|join +(autocommit|twenty|interactive|thousand) +2 +(none|commit|turns)) .*"))
                    .hasSize(4 * 4 + 4 * 3);
        }
        assertThat(Files.readString(json))
                .startsWith("{")
                .contains("\"upkeep\":\"append\"")
                .doesNotContain("NaN");
    }
}
