package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.BenchSettings;
import dev.pgtrickle.proxy.bench.BenchSettings.Address;
import dev.pgtrickle.proxy.bench.ProxyOverheadBench;
import dev.pgtrickle.proxy.host.Conninfo;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgtrickle bench proxy}. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Measures how much longer a statement takes through the proxy than without it, with one client, in pairs.",
            ""
        })
final class ProxyBenchCommand implements Callable<Integer> {

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "" + BenchSettings.DEFAULT_ROUNDS,
            description = "How many rounds are counted (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--statements",
            paramLabel = "N",
            defaultValue = "" + BenchSettings.DEFAULT_STATEMENTS,
            description = "How many statements of a kind a round runs on each way (default: ${DEFAULT-VALUE}).")
    private int statements;

    @Mixin
    private final ScratchOptions scratchOptions = new ScratchOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws SQLException {
        logOptions.apply();
        if (rounds < 1 || statements < 1) {
            throw CommandFailure.ofInput("--rounds and --statements must be at least 1.");
        }
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_bench");
            Conninfo direct = scratch.direct();
            BenchSettings settings = new BenchSettings(
                    address(direct),
                    address(scratch.throughProxy()),
                    direct.database(),
                    direct.user(),
                    direct.password().orElse(""),
                    rounds,
                    statements);
            try {
                var unused = ProxyOverheadBench.run(settings, System.out);
                return 0;
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }

    private static Address address(Conninfo conninfo) {
        return new Address(conninfo.host(), conninfo.port());
    }
}
