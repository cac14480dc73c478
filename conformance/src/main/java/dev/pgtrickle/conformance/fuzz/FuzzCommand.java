package dev.pgtrickle.conformance.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.pgtrickle.conformance.fuzz.generate.CaseGenerator;
import dev.pgtrickle.conformance.fuzz.play.Arena;
import dev.pgtrickle.embedded.EmbeddedServer;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.host.Conninfo;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code pgtrickle fuzz}. */
@Command(
        name = "pgtrickle fuzz",
        mixinStandardHelpOptions = true,
        description = {
            "Makes random tables, queries and changes, and compares stream tables with their queries after every change. What fails is cut down"
                    + " and printed as SQL. The exit status is 1 when something failed.",
            ""
        })
public final class FuzzCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long to run (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--cases",
            paramLabel = "N",
            description = "How many cases to run at most (default: as many as there is time for).")
    private int cases = Integer.MAX_VALUE;

    @Option(names = "--seed", paramLabel = "N", description = "The number of the first case (default: any).")
    private long seed = new SplittableRandom().nextLong(1_000_000_000);

    @Option(
            names = "--failures",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many failures to find at most (default: ${DEFAULT-VALUE}).")
    private int failures;

    @Option(
            names = "--shrink",
            paramLabel = "SECONDS",
            defaultValue = "90",
            description = "How long to cut down one failure (default: ${DEFAULT-VALUE}).")
    private int shrink;

    @Option(
            names = "--postgres",
            paramLabel = "MAJOR",
            description = "The version of the embedded server, 15 to 18 (default: the newest).")
    private int major = PostgresVersion.newest().major();

    @Option(names = "--cascades", description = "Only cases with stream tables over stream tables.")
    private boolean cascades;

    @Option(
            names = "--show",
            paramLabel = "TEXT",
            description = "Print the queries that are not maintained incrementally for a reason with this text.")
    private Optional<String> show = Optional.empty();

    private FuzzCommand() {}

    /**
     * Runs the command and ends the JVM with its exit status.
     *
     * @param arguments what was typed
     */
    public static void main(String[] arguments) {
        // An error of the engine is a failure that is printed with its case.
        if (LoggerFactory.getLogger("dev.pgtrickle") instanceof Logger ours) {
            ours.setLevel(Level.OFF);
        }
        System.exit(commandLine().execute(arguments));
    }

    /** What reads arguments, and runs the command. */
    static CommandLine commandLine() {
        return new CommandLine(new FuzzCommand()).setUsageHelpAutoWidth(true);
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec self = command;
        if (self == null) {
            throw new IllegalStateException("not called by the command line");
        }
        if (minutes < 1 || cases < 1 || failures < 1 || shrink < 0) {
            throw new ParameterException(self.commandLine(), "Counts must be at least 1.");
        }
        PostgresVersion version = PostgresVersion.ofMajor(major)
                .orElseThrow(() ->
                        new ParameterException(self.commandLine(), "There is no embedded PostgreSQL " + major + "."));
        PrintWriter out = self.commandLine().getOut();
        out.println("-- --seed " + seed + ", PostgreSQL " + version.major());
        out.flush();
        try (EmbeddedServer server = EmbeddedServer.of(version).start();
                Arena arena = Arena.open(
                        new Conninfo("127.0.0.1", server.port(), "postgres", "postgres", Optional.empty(), 10))) {
            FuzzLimits limits =
                    new FuzzLimits(cases, Duration.ofMinutes(minutes), failures, Duration.ofSeconds(shrink), show);
            Tally tally =
                    new Fuzzer(arena, out, cascades ? CaseGenerator::cascade : CaseGenerator::of, limits).run(seed);
            out.println(tally);
            out.flush();
            return tally.failed() == 0 ? 0 : 1;
        }
    }
}
