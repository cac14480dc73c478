package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.immediate.ImmediateBench;
import dev.pgtrickle.proxy.bench.immediate.ImmediateBench.Sessions;
import dev.pgtrickle.proxy.bench.immediate.ImmediateBench.Settings;
import dev.pgtrickle.proxy.bench.immediate.ImmediateReport;
import dev.pgtrickle.proxy.bench.immediate.Shape;
import dev.pgtrickle.proxy.bench.immediate.Way;
import dev.pgtrickle.proxy.host.Conninfo;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
                    + " changes are applied once before COMMIT, with one whose writers take turns from their first statement on, and with a trigger that locks"
                    + " the sums until commit; directly, through the proxy, and by our driver; and how long reading all sums takes meanwhile.",
            ""
        })
final class ImmediateBenchCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--clients",
            paramLabel = "N",
            split = ",",
            defaultValue = "8",
            description = "How many write at once, several numbers separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> clients = List.of();

    @Option(
            names = "--queries",
            paramLabel = "sums|join|three",
            split = ",",
            defaultValue = "sums",
            description =
                    "Sums over the written table alone, by a column of a row that it references, or of one that this references (default: ${DEFAULT-VALUE}).")
    private List<Shape> shapes = List.of();

    @Option(
            names = "--groups",
            paramLabel = "N",
            split = ",",
            defaultValue = "100",
            description = "How many sums there are, several numbers separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> groups = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many rounds are counted (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--milliseconds",
            paramLabel = "N",
            defaultValue = "400",
            description = "How long each of them has in a round (default: ${DEFAULT-VALUE}).")
    private int milliseconds;

    @Option(
            names = "--through",
            paramLabel = "direct|proxy|driver",
            split = ",",
            defaultValue = "direct,proxy,driver",
            description = "Which ways writers and readers take (default: ${DEFAULT-VALUE}).")
    private List<Way> through = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all measurements to a file.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with a table of medians to a file.")
    private @Nullable Path html;

    @Mixin
    private final ScratchOptions scratchOptions = new ScratchOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws SQLException {
        logOptions.apply();
        if (rounds < 1
                || milliseconds < 1
                || clients.stream().anyMatch(n -> n < 1)
                || groups.stream().anyMatch(n -> n < 1)) {
            throw CommandFailure.ofInput("--clients, --groups, --rounds and --milliseconds must be at least 1.");
        }
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_bench");
            Map<Way, Sessions> ways = new LinkedHashMap<>();
            through.forEach(way -> ways.put(way, sessions(scratch, way)));
            Settings settings = new Settings(shapes, clients, groups, rounds, Duration.ofMillis(milliseconds));
            try {
                ImmediateReport report = new ImmediateBench(scratch::connect, ways, settings, Main.out(command)).run();
                ReportFile.write(json, report.json());
                ReportFile.write(html, report.html());
                return 0;
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }

    private static Sessions sessions(Scratch scratch, Way way) {
        return switch (way) {
            case DIRECT -> of(scratch.direct());
            case PROXY -> of(scratch.throughProxy());
            case DRIVER -> byDriver(scratch.direct());
        };
    }

    private static Sessions of(Conninfo server) {
        return () -> server.sessions(server.database()).getConnection();
    }

    /** Like the others but for the driver. */
    private static Sessions byDriver(Conninfo server) {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        server.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("prepareThreshold", "1");
        String url = "jdbc:pgtrickle://" + server.host() + ":" + server.port() + "/" + server.database();
        return () -> DriverManager.getConnection(url, properties);
    }
}
