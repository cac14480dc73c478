package dev.pgtrickle.proxy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The command line in a process of its own, as {@code ./pgtrickle} starts it. */
final class PgtrickleProcess implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final Thread outReader;
    private final Thread errReader;

    private PgtrickleProcess(Process process) {
        this.process = process;
        this.outReader = collect(process.getInputStream(), out);
        this.errReader = collect(process.getErrorStream(), err);
    }

    static PgtrickleProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dpgtrickle.postgres.binaries=" + System.getProperty("pgtrickle.postgres.binaries"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "dev.pgtrickle.proxy.cli.Main"));
        command.addAll(List.of(arguments));
        return new PgtrickleProcess(new ProcessBuilder(command).start());
    }

    /** Without the tests' own configuration of logging. */
    private static String classPath() {
        return String.join(
                java.io.File.pathSeparator,
                List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)).stream()
                        .filter(p -> !p.endsWith("test-classes"))
                        .toList());
    }

    private static Thread collect(InputStream stream, List<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                String line;
                while ((line = reader.readLine()) != null) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("reading broke off: " + e);
            }
        });
    }

    /** Waits for the first line on standard output. */
    String firstLine() {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (out.isEmpty() && process.isAlive() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        if (out.isEmpty()) {
            throw new AssertionError("nothing on standard output; on standard error: " + err);
        }
        return out.getFirst();
    }

    /** Waits for the end. */
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; out: " + out + ", err: " + err);
        }
        outReader.join();
        errReader.join();
        return process.exitValue();
    }

    List<String> out() {
        return List.copyOf(out);
    }

    List<String> err() {
        return List.copyOf(err);
    }

    /** SIGTERM. By its handle, because the process itself would also close the streams that we read. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends a process that a failed test left running. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
