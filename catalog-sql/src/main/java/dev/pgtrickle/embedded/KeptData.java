package dev.pgtrickle.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A data directory that outlives its server: is it ours to use, and is a server of an earlier process, which was killed, still running in it?
 *
 * @param directory the data directory
 * @param version the version that is to run in it
 */
record KeptData(Path directory, PostgresVersion version) {

    private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(60);

    /** The file that the process which runs a server in the directory holds a lock on. */
    private static final String LOCK = "epg-lock";

    /**
     * Makes the directory fit for a server to start in.
     *
     * @throws IOException with a sentence for the person who named the directory
     */
    void prepare() throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IOException(directory + " is not a directory.");
        }
        Path versionFile = directory.resolve("PG_VERSION");
        if (!Files.exists(versionFile)) {
            requireEmpty();
            return;
        }
        String found = Files.readString(versionFile).strip();
        if (!found.equals(String.valueOf(version.major()))) {
            throw new IOException(
                    directory + " holds data of PostgreSQL " + found + ", not of PostgreSQL " + version.major() + ".");
        }
        if (isInUse()) {
            throw new IOException(directory + " is in use by another pgtrickle.");
        }
        Optional<ProcessHandle> orphan = postmaster();
        if (orphan.isPresent()) {
            // Nobody will stop the server of a process that was killed; two in one directory would be the end of the
            // data.
            stop(orphan.get());
        }
    }

    private void requireEmpty() throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            if (files.anyMatch(f -> !f.getFileName().toString().equals(LOCK))) {
                throw new IOException(
                        directory + " holds something that is not PostgreSQL's; name an empty or a new one.");
            }
        }
    }

    private boolean isInUse() throws IOException {
        try (FileChannel file =
                        FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** The running postmaster of the directory, if there is one. */
    Optional<ProcessHandle> postmaster() throws IOException {
        Path pidFile = directory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        // Another process may have got the number of one that is long gone.
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(p -> p.info().command().map(c -> c.contains("postgres")).orElse(false));
    }

    /** SIGINT, PostgreSQL's fast shutdown; SIGTERM would wait until its clients feel like going. */
    private static void stop(ProcessHandle postmaster) throws IOException {
        new ProcessBuilder("kill", "-INT", String.valueOf(postmaster.pid()))
                .inheritIO()
                .start();
        awaitEnd(postmaster);
    }

    /** Waits until a server that was told to stop has stopped. */
    static void awaitEnd(ProcessHandle postmaster) {
        try {
            var unused = postmaster.onExit().get(LONGEST_SHUTDOWN.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("PostgreSQL, process " + postmaster.pid() + ", does not stop", e);
        }
    }

    /** What the server in a directory said last, to append to a sentence about its failure; empty when it said nothing. */
    static String lastLogLines(Path directory) {
        Path logs = directory.resolve("log");
        if (!Files.isDirectory(logs)) {
            return "";
        }
        try (Stream<Path> files = Files.list(logs)) {
            Optional<Path> last = files.max(Comparator.naturalOrder());
            if (last.isEmpty()) {
                return "";
            }
            List<String> lines = Files.readAllLines(last.get());
            return lines.isEmpty() ? "" : "; its log ends with: " + lines.getLast();
        } catch (IOException e) {
            return "";
        }
    }
}
