package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtrickle bench immediate}, small. */
class ImmediateBenchCommandTest {

    @Test
    void all_loads_on_all_ways_with_results_as_json_and_html(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("immediate.json");
        Path html = folder.resolve("immediate.html");
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
                "--groups",
                "7",
                "--json",
                json.toString(),
                "--html",
                html.toString())) {
            assertThat(bench.exitStatus()).as("%s %s", bench.out(), bench.err()).isZero();
            assertThat(bench.err()).isEmpty();
            String loads = " +7 +(autocommit|twenty|interactive|thousand|copy) +2 +(direct|proxy|driver) +";
            assertThat(bench.out())
                    .filteredOn(l -> l.matches("(sums" + loads + "(none|append|commit|turns|lock)|join" + loads
                            + "(none|commit|turns|lock)) .*"))
                    .hasSize(5 * 3 * 5 + 5 * 3 * 4);
        }
        assertThat(Files.readString(json))
                .startsWith("{")
                .contains("\"upkeep\":\"append\"", "\"way\":\"driver\"")
                .doesNotContain("NaN");
        assertThat(Files.readString(html))
                .startsWith("<!DOCTYPE html>")
                .contains("<td>lock</td>")
                .endsWith("</html>\n");
    }
}
