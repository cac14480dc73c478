package dev.pgtrickle.conformance.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The scenarios that come with this module, {@code scenarios.md}. */
public final class BundledScenarios {

    private static final String FILE = "scenarios.md";

    private BundledScenarios() {}

    /**
     * Reads them.
     *
     * @return all scenarios, in the order of the file
     */
    public static List<Scenario> read() {
        try (InputStream file = Objects.requireNonNull(BundledScenarios.class.getResourceAsStream(FILE), FILE)) {
            return ScenarioReader.read(FILE, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
