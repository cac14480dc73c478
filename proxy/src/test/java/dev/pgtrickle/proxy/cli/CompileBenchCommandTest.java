package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtrickle bench compile}, small. */
class CompileBenchCommandTest {

    @Test
    void nexmark_with_results_as_json(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("compile.json");
        try (PgtrickleProcess bench = PgtrickleProcess.start(
                "bench", "compile", "--sets", "nexmark", "--rounds", "1", "--json", json.toString())) {
            assertThat(bench.exitStatus()).as("%s %s", bench.out(), bench.err()).isZero();
            assertThat(bench.err()).isEmpty();
            assertThat(bench.out())
                    .filteredOn(l -> l.matches("q[0-9]+ .* DIFFERENTIAL +.*"))
                    .hasSize(22);
            assertThat(bench.out())
                    .filteredOn(l -> l.matches("(compile|create|drop): median [0-9.]+, maximum [0-9.]+"))
                    .hasSize(3);
        }
        assertThat(Files.readString(json))
                .startsWith("{")
                .contains("\"title\":\"Nexmark, 1000 events\"", "\"mode\":\"DIFFERENTIAL\"", "\"statements\":")
                .doesNotContain("NaN");
    }
}
