package dev.pgtrickle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Golden files: what we emit, kept under {@code src/test/golden} of the module, so that a diff in review shows what a change means.
 * {@code mvn verify -Dgolden.update=true} writes them instead of comparing.
 */
public final class Golden {

    private static final Path ROOT = Path.of("src", "test", "golden");

    private Golden() {}

    /** Compares a text with the golden file of that name; line ends and a final newline do not count. */
    public static void check(String name, String actual) throws IOException {
        Path file = ROOT.resolve(name);
        String text = actual.stripTrailing() + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return;
        }
        assertThat(file)
                .as("golden file; to accept what is emitted now: mvn verify -Dgolden.update=true")
                .exists();
        assertThat(text)
                .as("golden file %s; to accept: mvn verify -Dgolden.update=true", file)
                .isEqualTo(Files.readString(file).replace("\r\n", "\n"));
    }
}
