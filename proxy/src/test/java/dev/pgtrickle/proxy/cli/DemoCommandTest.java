package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code pgtrickle demo} and {@code pgtrickle bench}, small. */
class DemoCommandTest {

    private static final List<String> STREAM_TABLES = List.of("q1 ", "q3 ", "q5 ", "q6 ", "q10 ", "q12 ", "q14 ");

    @Test
    void demo_on_a_server_of_its_own() throws Exception {
        try (PgtrickleProcess demo = PgtrickleProcess.start("demo", "--sf", "0.001", "--rounds", "2")) {
            assertThat(demo.exitStatus()).as("%s %s", demo.out(), demo.err()).isZero();
            assertThat(demo.err()).isEmpty();
            assertThat(demo.out()).anyMatch(l -> l.startsWith("round 1 of 2: RF1 inserted"));
            int summary = demo.out().indexOf("all 2 rounds: medians, and whether contents were equal after each");
            List<String> last = demo.out().subList(summary + 3, demo.out().size());
            for (int i = 0; i < STREAM_TABLES.size(); i++) {
                assertThat(last.get(i))
                        .startsWith(STREAM_TABLES.get(i))
                        .contains("DIFFERENTIAL")
                        .endsWith("yes");
            }
        }
    }

    @Test
    void demo_on_an_existing_server_leaves_nothing_behind() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest());
                PgtrickleProcess demo = PgtrickleProcess.start(
                        "demo", "--sf", "0.001", "--rounds", "1", "--upstream", UpCommandTest.conninfo(database))) {
            assertThat(demo.exitStatus()).as("%s %s", demo.out(), demo.err()).isZero();
            assertThat(database.rows("SELECT datname FROM pg_database WHERE datname LIKE 'pgtrickle%'"))
                    .isEmpty();
            assertThat(database.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgtrickle%'"))
                    .isEmpty();
        }
    }

    @Test
    void bench_of_refreshes() throws Exception {
        try (PgtrickleProcess bench = PgtrickleProcess.start("bench", "refresh", "--sizes", "1000", "--rounds", "1")) {
            assertThat(bench.exitStatus()).as("%s %s", bench.out(), bench.err()).isZero();
            assertThat(bench.err()).isEmpty();
            assertThat(bench.out().stream().filter(l -> l.startsWith("1000 ")))
                    .hasSize(12)
                    .noneMatch(l -> l.contains("NaN"));
        }
    }

    @Test
    void bench_of_the_proxy() throws Exception {
        try (PgtrickleProcess bench = PgtrickleProcess.start("bench", "proxy", "--rounds", "1", "--statements", "20")) {
            assertThat(bench.exitStatus()).as("%s %s", bench.out(), bench.err()).isZero();
            assertThat(bench.err()).isEmpty();
            assertThat(bench.out()).anyMatch(l -> l.matches(".* all +[0-9.]+ +[0-9.]+ +[0-9.]+"));
        }
    }
}
