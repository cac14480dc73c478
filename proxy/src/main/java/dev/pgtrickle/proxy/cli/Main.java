package dev.pgtrickle.proxy.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code pgtrickle}, which only has subcommands. */
@Command(
        name = "pgtrickle",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UpCommand.class, InstallCommand.class, DemoCommand.class, BenchCommand.class},
        description = {
            "Stream tables for any stock PostgreSQL: tables defined by a query that keep themselves up to date.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        footer = {"", "\"pgtrickle COMMAND --help\" tells about a command."})
public final class Main implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Spec
    private @Nullable CommandSpec command;

    private Main() {}

    /**
     * Runs the command line and ends the JVM with its exit status.
     *
     * @param arguments what was typed
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** What reads arguments, and runs commands. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, typed) -> refuse(e.getCommandLine(), e.getMessage()))
                .setExecutionExceptionHandler((e, line, parsed) -> fail(e, line));
    }

    @Override
    public Integer call() {
        CommandSpec self = command;
        if (self == null) {
            throw new IllegalStateException("not called by the command line");
        }
        throw new ParameterException(self.commandLine(), "A command is missing: up, install, demo or bench.");
    }

    /** Where a command prints its results. */
    static PrintWriter out(@Nullable CommandSpec command) {
        if (command == null) {
            throw new IllegalStateException("not called by the command line");
        }
        return command.commandLine().getOut();
    }

    private static int refuse(CommandLine line, @Nullable String sentence) {
        PrintWriter err = line.getErr();
        err.println("pgtrickle: " + sentence);
        err.println("Try \"" + line.getCommandSpec().qualifiedName() + " --help\".");
        err.flush();
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int fail(Exception e, CommandLine line) {
        return switch (e) {
            case CommandFailure failure -> {
                LOG.debug("the command failed", failure);
                line.getErr().println("pgtrickle: " + failure.getMessage());
                yield failure.exitStatus();
            }
            case CancellationException cancelled -> {
                // A signal ends the JVM, with the exit status of that signal.
                LOG.debug("the command was cancelled", cancelled);
                yield 1;
            }
            default -> {
                LOG.error("the command failed", e);
                yield 1;
            }
        };
    }
}
