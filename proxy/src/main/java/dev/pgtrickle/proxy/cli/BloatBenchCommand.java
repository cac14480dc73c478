package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.bloat.BloatBench;
import dev.pgtrickle.proxy.bench.bloat.BloatBench.Settings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle bench bloat}. */
@Command(
        name = "bloat",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Writes for a while into a table whose sums an IMMEDIATE stream table keeps by appending, with the engine folding and autovacuum as it comes, and"
                    + " prints every so often how large log and storage are, how many of their rows are dead, how much waits to be folded, and how long a"
                    + " read takes.",
            ""
        })
final class BloatBenchCommand implements Callable<Integer> {

    private static final double SECONDS = 60;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "For how long (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How many seconds each line is about (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(
            names = "--held",
            paramLabel = "MINUTES",
            defaultValue = "0",
            description =
                    "For how long, from the beginning, another session keeps a snapshot, so that nothing can be vacuumed (default: ${DEFAULT-VALUE}).")
    private double held;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many write at once (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "How many rows they write in a second, all together; 0 for as many as they can (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many sums there are (default: ${DEFAULT-VALUE}).")
    private int groups;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all lines to a file.")
    private @Nullable Path json;

    @Mixin
    private final ScratchOptions scratchOptions = new ScratchOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws SQLException {
        logOptions.apply();
        if (minutes <= 0 || every < 1 || clients < 1 || groups < 1 || rate < 0 || held < 0) {
            throw CommandFailure.ofInput(
                    "--minutes, --every, --clients and --groups must be positive, --rate and --held not negative.");
        }
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_bench");
            Settings settings =
                    new Settings(clients, rate, groups, duration(minutes), Duration.ofSeconds(every), duration(held));
            try {
                ReportFile.write(json, new BloatBench(scratch::connect, settings, Main.out(command)).run());
                return 0;
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }

    private static Duration duration(double minutes) {
        return Duration.ofMillis(Math.round(minutes * SECONDS * 1000));
    }
}
