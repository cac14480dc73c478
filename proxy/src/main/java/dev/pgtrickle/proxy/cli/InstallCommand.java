package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.proxy.host.Conninfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle install}. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Installs schema pgtrickle in a database, or brings an older one up to date, and does nothing else.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:the schema is there", "2:wrong input, or a server that cannot be used"})
final class InstallCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--upstream",
            required = true,
            paramLabel = "CONNINFO",
            converter = ConninfoConverter.class,
            description =
                    "The database: \"host=.. port=.. dbname=.. user=.. password=..\" or postgresql://user@host/db."
                            + " The role must be able to create schemas in it; it will own the schema.")
    private @Nullable Conninfo upstream;

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() {
        logOptions.apply();
        Conninfo wanted = upstream;
        if (wanted == null) {
            throw new IllegalStateException("--upstream is required");
        }
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Conninfo server = new ServerChoice.Existing(wanted).start(lifetime);
            try (Connection connection = server.sessions(server.database()).getConnection()) {
                String what = switch (CatalogInstaller.install(connection)) {
                    case INSTALLED -> "is installed";
                    case UPGRADED -> "is brought up to date";
                    case UNCHANGED -> "was up to date already";
                };
                Main.out(command)
                        .println("Schema pgtrickle " + CatalogInstaller.VERSION + " " + what + " in database "
                                + server.database() + ".");
            } catch (SQLException e) {
                throw CommandFailure.ofInput("pgtrickle cannot be installed at " + server + ": " + e.getMessage(), e);
            }
        }
        return 0;
    }
}
