package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.compile.CompileBench;
import dev.pgtrickle.proxy.bench.compile.CompileJson;
import dev.pgtrickle.proxy.bench.compile.CompileReport;
import dev.pgtrickle.proxy.bench.compile.SyntheticQueries;
import dev.pgtrickle.proxy.bench.nexmark.NexmarkSuite;
import dev.pgtrickle.proxy.bench.suite.QuerySet;
import dev.pgtrickle.proxy.bench.tpch.TpchSuite;
import dev.pgtrickle.proxy.host.Conninfo;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle bench compile}. */
@Command(
        name = "compile",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Measures definitions over empty tables, for the queries of TPC-H and Nexmark and for some that are larger than what people write:"
                    + " compiling them (validate_query), the whole CREATE MATERIALIZED VIEW, and the DROP.",
            ""
        })
final class CompileBenchCommand implements Callable<Integer> {

    private static final double SMALLEST_SCALE = 0.001;
    private static final long FEWEST_EVENTS = 1000;

    @Spec
    private @Nullable CommandSpec command;

    /** What can be measured. */
    private enum SetName {
        TPCH,
        NEXMARK,
        SYNTHETIC;

        QuerySet set() {
            return switch (this) {
                case TPCH -> new TpchSuite(SMALLEST_SCALE);
                case NEXMARK -> new NexmarkSuite(FEWEST_EVENTS);
                case SYNTHETIC -> new SyntheticQueries();
            };
        }
    }

    @Option(
            names = "--sets",
            paramLabel = "SET",
            split = ",",
            description = "Which queries: tpch, nexmark, synthetic, several separated by commas (default: all).")
    private List<SetName> sets = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many rounds are counted, after three that are not (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the times of all rounds to FILE as JSON.")
    private @Nullable Path json;

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
        List<SetName> chosen = sets.isEmpty() ? Arrays.asList(SetName.values()) : sets;
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_bench");
            Conninfo direct = scratch.direct();
            try (Connection directly = direct.sessions(direct.database()).getConnection();
                    Connection proxied = scratch.connect()) {
                CompileReport report = new CompileBench(directly, proxied, Main.out(command))
                        .run(chosen.stream().distinct().map(SetName::set).toList(), rounds);
                ReportFile.write(json, CompileJson.of(report));
                return 0;
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }
}
