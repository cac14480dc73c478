package dev.pgtrickle.conformance.run;

import dev.pgtrickle.conformance.run.Expectation.Trait;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code coverage.txt}, which says what is expected of each scenario; its form is described there. */
final class Coverage {

    private Coverage() {}

    static Map<Integer, Expectation> read() throws IOException {
        Map<Integer, Expectation> expectations = new TreeMap<>();
        try (InputStream file = Objects.requireNonNull(Coverage.class.getResourceAsStream("coverage.txt"))) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Coverage::expectation)
                    .forEach(e -> {
                        if (expectations.put(e.scenario(), e) != null) {
                            throw new IllegalArgumentException("two lines for scenario " + e.scenario());
                        }
                    });
        }
        return expectations;
    }

    private static Expectation expectation(String line) {
        List<String> fields =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        Optional<String> full = Optional.empty();
        Optional<String> rebuild = Optional.empty();
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (String field : fields.subList(1, fields.size())) {
            if (field.startsWith("FULL: ")) {
                full = Optional.of(field.substring("FULL: ".length()));
            } else if (field.startsWith("rebuilt: ")) {
                rebuild = Optional.of(field.substring("rebuilt: ".length()));
            } else if (!field.equals("INCREMENTAL")) {
                traits.add(Trait.valueOf(field.toUpperCase(Locale.ROOT)));
            }
        }
        return new Expectation(Integer.parseInt(fields.getFirst()), full, rebuild, traits);
    }
}
