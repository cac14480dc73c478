package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.host.Conninfo;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server a command works with: an existing one, or one of its own. */
final class ServerOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--upstream",
            paramLabel = "CONNINFO",
            converter = ConninfoConverter.class,
            description =
                    "Use an existing server: \"host=.. port=.. dbname=.. user=.. password=..\" or postgresql://user@host/db."
                            + " The role must be able to create schemas in the database.")
    private @Nullable Conninfo upstream;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep the data of the embedded server in DIR and use it again at the next start"
                    + " (default: a temporary directory).")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--pg-version",
            paramLabel = "N",
            description = "The major version of the embedded server: 15, 16, 17 or 18 (default: 18).")
    private @Nullable Integer version;

    /** What the options mean. */
    ServerChoice choice() {
        Conninfo existing = upstream;
        if (existing != null) {
            if (dataDirectory != null || version != null) {
                throw wrong("--upstream uses an existing server, so --data-dir and --pg-version mean nothing with it.");
            }
            return new ServerChoice.Existing(existing);
        }
        Integer wanted = version;
        PostgresVersion chosen = wanted == null ? PostgresVersion.newest() : EmbeddedVersion.of(wanted);
        Path directory = dataDirectory;
        return directory == null ? new ServerChoice.Temporary(chosen) : new ServerChoice.Kept(chosen, directory);
    }

    private RuntimeException wrong(String sentence) {
        return command == null
                ? CommandFailure.ofInput(sentence)
                : new ParameterException(command.commandLine(), sentence);
    }
}
