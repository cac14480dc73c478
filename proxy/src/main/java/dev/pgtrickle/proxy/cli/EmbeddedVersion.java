package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.embedded.PostgresVersion;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Which embedded server a number on the command line means. */
final class EmbeddedVersion {

    private EmbeddedVersion() {}

    /**
     * Finds it.
     *
     * @param major a major version
     * @throws CommandFailure when there is none
     */
    static PostgresVersion of(int major) {
        return PostgresVersion.ofMajor(major)
                .orElseThrow(() -> CommandFailure.ofInput("There is no embedded PostgreSQL " + major + "; there are "
                        + Arrays.stream(PostgresVersion.values())
                                .map(v -> String.valueOf(v.major()))
                                .collect(Collectors.joining(", "))
                        + "."));
    }
}
