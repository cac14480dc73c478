package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.RefreshBench;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle bench refresh}. */
@Command(
        name = "refresh",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Measures changes of 1 and of 100 rows, for an aggregate and for a join of three tables: the refresh that applies the change"
                    + " against one that recomputes everything, and the write without a stream table, with its changes captured, and with an"
                    + " IMMEDIATE stream table.",
            ""
        })
final class RefreshBenchCommand implements Callable<Integer> {

    private static final int SMALLEST = 1000;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--sizes",
            paramLabel = "N",
            split = ",",
            defaultValue = "10000,100000",
            description =
                    "How many rows the changed table has, several separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "How many rounds are counted (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private final ScratchOptions scratchOptions = new ScratchOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws SQLException {
        logOptions.apply();
        if (rounds < 1) {
            throw CommandFailure.ofInput("--rounds must be at least 1, not " + rounds + ".");
        }
        for (int size : sizes) {
            if (size < SMALLEST) {
                throw CommandFailure.ofInput("--sizes must be at least " + SMALLEST + ", not " + size + ".");
            }
        }
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_bench");
            try (Connection session = scratch.connect()) {
                new RefreshBench(session, Main.out(command)).run(sizes, rounds);
                return 0;
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }
}
