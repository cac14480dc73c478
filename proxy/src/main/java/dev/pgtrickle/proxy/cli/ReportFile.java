package dev.pgtrickle.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that a bench writes what it measured to. */
final class ReportFile {

    private ReportFile() {}

    /**
     * Writes a file.
     *
     * @param file its path; null writes nothing
     * @param text its contents
     * @throws CommandFailure when it cannot be written
     */
    static void write(@Nullable Path file, String text) {
        if (file != null) {
            try {
                Files.writeString(file, text);
            } catch (IOException e) {
                throw CommandFailure.ofInput("\"" + file + "\" cannot be written: " + e.getMessage(), e);
            }
        }
    }
}
