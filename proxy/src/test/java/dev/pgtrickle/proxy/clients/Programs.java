package dev.pgtrickle.proxy.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Client programs of PostgreSQL, run against a port on this machine, if they are on the PATH. */
final class Programs {

    private Programs() {}

    /** Skips the test when a program is not there. */
    static void require(String program) {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(found, program + " is not on the PATH, so nothing is known about it");
    }

    /** What a program has printed, errors included, and its exit status. */
    record Result(String output, int status) {}

    /** A program that is running; its output goes to a file. */
    record Running(Process process, Path output) {

        String read() throws IOException {
            return Files.readString(output);
        }

        /** Does what Ctrl-C does. */
        void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        Result await() throws IOException, InterruptedException {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("still running after 60 seconds: " + read());
            }
            return new Result(read(), process.exitValue());
        }
    }

    static Running start(Path folder, int port, String database, String input, String... command) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // Nothing of whoever runs the tests is to change what the program does.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("PGHOST", "127.0.0.1");
        builder.environment().put("PGPORT", Integer.toString(port));
        builder.environment().put("PGUSER", "postgres");
        builder.environment().put("PGDATABASE", database);
        builder.environment().put("PSQLRC", "/dev/null");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.directory(folder.toFile());
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        return new Running(process, output);
    }

    /** Runs psql with some arguments and a script as its input. */
    static Result psql(Path folder, int port, String database, String input, String... arguments) throws Exception {
        return start(folder, port, database, input, psql(arguments)).await();
    }

    static String[] psql(String... arguments) {
        return Stream.concat(Stream.of("psql", "-X"), Stream.of(arguments)).toArray(String[]::new);
    }

    static Result pgbench(Path folder, int port, String database, List<String> arguments) throws Exception {
        String[] command =
                Stream.concat(Stream.of("pgbench"), arguments.stream()).toArray(String[]::new);
        return start(folder, port, database, "", command).await();
    }
}
