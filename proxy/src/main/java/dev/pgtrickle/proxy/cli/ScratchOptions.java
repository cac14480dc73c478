package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.host.Conninfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The server of a command that needs a database for as long as it runs. */
final class ScratchOptions {

    @Option(
            names = "--upstream",
            paramLabel = "CONNINFO",
            converter = ConninfoConverter.class,
            description =
                    "Use an existing server, in a new database that is dropped afterwards; the role must be able to create databases"
                            + " (default: an embedded PostgreSQL with a temporary directory).")
    private @Nullable Conninfo upstream;

    @Option(
            names = {"--pg-version", "--postgres"},
            paramLabel = "N",
            description = "The major version of the embedded server: 15, 16, 17 or 18 (default: 18).")
    private @Nullable Integer version;

    /** What happens now. */
    String announcement() {
        return upstream == null
                ? "starting PostgreSQL " + version().major() + " and pgtrickle"
                : "starting pgtrickle in front of " + upstream;
    }

    /**
     * Starts a node with a database that goes with it.
     *
     * @param lifetime what ends it
     * @param database the name of the database
     */
    Scratch start(Lifetime lifetime, String database) {
        Conninfo existing = upstream;
        if (existing != null && version != null) {
            throw CommandFailure.ofInput("--upstream uses an existing server, so --pg-version means nothing with it.");
        }
        ServerChoice choice =
                existing == null ? new ServerChoice.Temporary(version()) : new ServerChoice.Existing(existing);
        Conninfo server = choice.start(lifetime);
        return Scratch.start(lifetime, server, database);
    }

    private PostgresVersion version() {
        Integer wanted = version;
        return wanted == null ? PostgresVersion.newest() : EmbeddedVersion.of(wanted);
    }
}
