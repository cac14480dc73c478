package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtrickle bench tpch} and {@code bench nexmark}, small. */
class SuiteBenchCommandTest {

    @Test
    void tpch_with_results_as_json_and_as_a_page(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("tpch.json");
        Path html = folder.resolve("tpch.html");
        List<String> out = run(
                "bench",
                "tpch",
                "--sf",
                "0.001",
                "--churn",
                "1,1%",
                "--rounds",
                "1",
                "--queries",
                "4,22",
                "--json",
                json.toString(),
                "--html",
                html.toString());
        assertThat(out)
                .filteredOn(l -> l.matches("q(4|22) .*"))
                .hasSize(4)
                .allMatch(l -> l.endsWith("DIFFERENTIAL") || l.endsWith("FULL"));
        assertThat(Files.readString(json)).startsWith("{").contains("\"churn\":\"1%\"", "\"auto_chose\":\"");
        assertThat(Files.readString(html))
                .contains("<svg", "q22, recompute:", "</html>")
                .doesNotContain("http", "NaN");
    }

    @Test
    void nexmark() throws Exception {
        List<String> out =
                run("bench", "nexmark", "--events", "1000", "--churn", "1,2%", "--rounds", "1", "--queries", "2,23");
        assertThat(out).filteredOn(l -> l.matches("q(2|23) .*")).hasSize(4);
    }

    private static List<String> run(String... arguments) throws Exception {
        try (PgtrickleProcess bench = PgtrickleProcess.start(arguments)) {
            assertThat(bench.exitStatus()).as("%s %s", bench.out(), bench.err()).isZero();
            assertThat(bench.err()).isEmpty();
            return bench.out();
        }
    }
}
