package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtrickle bench bloat}, short. */
class BloatBenchCommandTest {

    @Test
    void a_line_for_each_interval_with_results_as_json(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("bloat.json");
        try (PgtrickleProcess bench = PgtrickleProcess.start(
                "bench",
                "bloat",
                "--minutes",
                "0.03",
                "--every",
                "1",
                "--clients",
                "2",
                "--rate",
                "200",
                "--groups",
                "5",
                "--held",
                "0.01",
                "--json",
                json.toString())) {
            assertThat(bench.exitStatus()).as("%s %s", bench.out(), bench.err()).isZero();
            assertThat(bench.err()).isEmpty();
            assertThat(bench.out())
                    .filteredOn(l -> l.matches("( +\\d+(\\.\\d+)?){13}"))
                    .hasSizeBetween(1, 2);
        }
        assertThat(Files.readString(json))
                .startsWith("{")
                .contains("\"storage dead\":")
                .doesNotContain("NaN");
    }

    @Test
    void wrong_input_is_said_so() throws Exception {
        try (PgtrickleProcess bench = PgtrickleProcess.start("bench", "bloat", "--minutes", "0")) {
            assertThat(bench.exitStatus()).isEqualTo(2);
            assertThat(bench.err()).singleElement().asString().contains("--minutes");
        }
    }
}
