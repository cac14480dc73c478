package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.immediate.ImmediateBench;
import dev.pgtrickle.proxy.bench.immediate.ImmediateBench.Sessions;
import dev.pgtrickle.proxy.bench.immediate.ImmediateBench.Settings;
import dev.pgtrickle.proxy.bench.immediate.Shape;
import dev.pgtrickle.proxy.host.Conninfo;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle bench immediate}. */
@Command(
        name = "immediate",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Measures concurrent writers of a table with sums over it: without a stream table, with an IMMEDIATE one to whose log they append, with one to which"
                    + " changes are applied once before COMMIT, and with one whose writers take turns from their first statement on; and how long reading all"
                    + " sums takes meanwhile.",
            ""
        })
final class ImmediateBenchCommand implements Callable<Integer> {

    /** Which way writers and readers take. */
    enum Way {
        DIRECT,
        PROXY
    }

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--clients",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8",
            description = "How many write at once, several numbers separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> clients = List.of();

    @Option(
            names = "--queries",
            paramLabel = "sums|join|three",
            split = ",",
            defaultValue = "sums,join,three",
            description =
                    "Sums over the written table alone, by a column of a row that it references, or of one that this references (default: ${DEFAULT-VALUE}).")
    private List<Shape> shapes = List.of();

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many sums there are (default: ${DEFAULT-VALUE}).")
    private int groups;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many rounds are counted (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--milliseconds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How long each of them has in a round (default: ${DEFAULT-VALUE}).")
    private int milliseconds;

    @Option(
            names = "--through",
            paramLabel = "direct|proxy",
            defaultValue = "direct",
            description = "Which way writers and readers take (default: ${DEFAULT-VALUE}).")
    private Way through = Way.DIRECT;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all measurements to a file.")
    private @Nullable Path json;

    @Mixin
    private final ScratchOptions scratchOptions = new ScratchOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws SQLException {
        logOptions.apply();
        if (groups < 1 || rounds < 1 || milliseconds < 1 || clients.stream().anyMatch(n -> n < 1)) {
            throw CommandFailure.ofInput("--clients, --groups, --rounds and --milliseconds must be at least 1.");
        }
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_bench");
            Conninfo way = switch (through) {
                case DIRECT -> scratch.direct();
                case PROXY -> scratch.throughProxy();
            };
            Sessions sessions = () -> way.sessions(way.database()).getConnection();
            try {
                ReportFile.write(
                        json,
                        new ImmediateBench(
                                        scratch::connect,
                                        sessions,
                                        new Settings(shapes, clients, groups, rounds, Duration.ofMillis(milliseconds)),
                                        Main.out(command))
                                .run());
                return 0;
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }
}
