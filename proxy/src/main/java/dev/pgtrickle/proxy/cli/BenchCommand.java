package dev.pgtrickle.proxy.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtrickle bench}, which only has subcommands. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RefreshBenchCommand.class,
            TpchBenchCommand.class,
            NexmarkBenchCommand.class,
            CompileBenchCommand.class,
            ImmediateBenchCommand.class,
            BloatBenchCommand.class,
            ProxyBenchCommand.class
        },
        description = {"Measures pgtrickle on this machine.", ""},
        commandListHeading = "%nCommands:%n")
final class BenchCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        CommandSpec self = command;
        if (self == null) {
            throw new IllegalStateException("not called by the command line");
        }
        throw new ParameterException(
                self.commandLine(),
                "What to measure is missing: "
                        + String.join(" or ", self.subcommands().keySet()) + ".");
    }
}
