package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command does with {@code --help}, {@code --version} and with wrong input. */
class CommandLineTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "install",
                "demo",
                "bench",
                "bench refresh",
                "bench tpch",
                "bench nexmark",
                "bench compile",
                "bench proxy"
            })
    void help_and_version(String command) throws Exception {
        Stream<String> words = Stream.of(command.split(" ", -1)).filter(w -> !w.isEmpty());
        String[] help = Stream.concat(words, Stream.of("--help")).toArray(String[]::new);
        try (PgtrickleProcess process = PgtrickleProcess.start(help)) {
            assertThat(process.exitStatus()).isZero();
            assertThat(process.out()).first().asString().startsWith(("Usage: pgtrickle " + command).strip());
            assertThat(process.err()).isEmpty();
        }
        String[] version = Stream.concat(
                        Stream.of(command.split(" ", -1)).filter(w -> !w.isEmpty()), Stream.of("--version"))
                .toArray(String[]::new);
        try (PgtrickleProcess process = PgtrickleProcess.start(version)) {
            assertThat(process.exitStatus()).isZero();
            assertThat(process.out()).singleElement().asString().matches("pgtrickle \\d+\\.\\d+\\.\\d+ \\(Java .*\\)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; A command is missing",
                "upp; 'upp'",
                "up --prt 1; '--prt'",
                "up --port x; \"x\" is not a port",
                "up --port 65536; \"65536\" is not a port",
                "up --http-port -1; \"-1\" is not a port",
                "up --port 7777 --http-port 7777; must differ",
                "up --pg-version 12; There is no embedded PostgreSQL 12; there are 15, 16, 17, 18",
                "up --pg-version x; --pg-version",
                "up --upstream host=localhost --data-dir x; mean nothing with it",
                "up --upstream hots=localhost; \"hots\" is not something",
                "up --port 0 --http-port 0 --upstream host=127.0.0.1_port=1_user=u; cannot be used",
                "up --port 0 --http-port 0 --listen no.such.host.invalid; is not known",
                "install; --upstream",
                "demo --sf 0; --sf must be between",
                "demo --sf x; --sf",
                "demo --rounds 0; --rounds must be at least 1",
                "bench; What to measure is missing",
                "bench proxy --rounds 0; must be at least 1",
                "bench tpch --churn 5x; A churn is a number",
                "bench tpch --churn 60%; at most 50%",
                "bench tpch --queries 23; numbers from 1 to 22",
                "bench nexmark --events 10; --events must be at least 1000",
                "bench nexmark --queries 10; there is no query 10",
                "bench compile --sets tcph; 'tcph'",
                "bench compile --rounds 0; --rounds must be at least 1",
                "bench tpch --sf 0; --sf must be between",
                "demo --pg-version 9; There is no embedded PostgreSQL 9",
                "bench refresh --sizes 5; --sizes must be at least",
                "install --upstream port=x; not a number"
            })
    void wrong_input_is_answered_with_a_sentence(String typed, String sentence) throws Exception {
        // An underscore stands for a space within an argument.
        String[] arguments = typed == null
                ? new String[0]
                : Stream.of(typed.split(" ", -1))
                        .map(a -> a.replace("1_", "1 "))
                        .toArray(String[]::new);
        try (PgtrickleProcess process = PgtrickleProcess.start(arguments)) {
            assertThat(process.exitStatus()).isEqualTo(2);
            assertThat(process.out()).isEmpty();
            assertThat(process.err())
                    .first()
                    .asString()
                    .startsWith("pgtrickle: ")
                    .contains(sentence);
            assertThat(process.err()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void a_port_in_use_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PgtrickleProcess process =
                        PgtrickleProcess.start("up", "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(process.exitStatus()).isEqualTo(2);
            assertThat(process.err())
                    .singleElement()
                    .asString()
                    .contains("Port " + taken.getLocalPort() + " on 127.0.0.1")
                    .contains("--port");
        }
    }

    @Test
    void a_directory_with_something_else_in_it_is_left_alone(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("thesis.txt"), "precious");
        try (PgtrickleProcess process =
                PgtrickleProcess.start("up", "--port", "0", "--http-port", "0", "--data-dir", folder.toString())) {
            assertThat(process.exitStatus()).isEqualTo(2);
            assertThat(process.err()).singleElement().asString().contains("is not PostgreSQL's");
        }
        assertThat(folder).isDirectoryContaining("glob:**/thesis.txt");
        Files.writeString(folder.resolve("PG_VERSION"), "14\n");
        try (PgtrickleProcess process =
                PgtrickleProcess.start("up", "--port", "0", "--http-port", "0", "--data-dir", folder.toString())) {
            assertThat(process.exitStatus()).isEqualTo(2);
            assertThat(process.err()).singleElement().asString().contains("holds data of PostgreSQL 14");
        }
    }
}
