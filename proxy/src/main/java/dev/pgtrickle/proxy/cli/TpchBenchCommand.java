package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import dev.pgtrickle.proxy.bench.tpch.TpchSuite;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle bench tpch}. */
@Command(
        name = "tpch",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Keeps the 22 queries of TPC-H up to date while orders come, go and change, and measures each refresh against computing the query"
                    + " anew: as a materialized view, and as a bare query. Contents are compared after every round.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:after each round, each stream table was equal to its query, and was refreshed by applying changes",
            "1:at least one was not",
            "2:wrong input, or a server that cannot be used"
        })
final class TpchBenchCommand implements Callable<Integer> {

    private static final double LARGEST_SCALE = 100;
    private static final double SMALLEST_SCALE = 0.001;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--sf",
            paramLabel = "SCALE",
            defaultValue = "0.01",
            description = "The scale factor of TPC-H; 1 is about 1 GB (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(
            names = "--queries",
            paramLabel = "N",
            split = ",",
            description = "Which queries, by their numbers, separated by commas (default: all).")
    private List<Integer> numbers = List.of();

    @Mixin
    private final SuiteOptions suiteOptions = new SuiteOptions();

    @Mixin
    private final ScratchOptions scratchOptions = new ScratchOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws SQLException {
        logOptions.apply();
        if (!(scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE)) {
            throw CommandFailure.ofInput("--sf must be between " + SMALLEST_SCALE + " and 100, not " + scale + ".");
        }
        TpchSuite suite = new TpchSuite(scale);
        List<SuiteQuery> all = suite.queries();
        for (int number : numbers) {
            if (number < 1 || number > all.size()) {
                throw CommandFailure.ofInput("--queries are numbers from 1 to " + all.size() + ", not " + number + ".");
            }
        }
        List<SuiteQuery> chosen = numbers.isEmpty()
                ? all
                : numbers.stream().map(n -> all.get(n - 1)).toList();
        suiteOptions.run(suite, chosen, scratchOptions, Main.out(command));
        return 0;
    }
}
