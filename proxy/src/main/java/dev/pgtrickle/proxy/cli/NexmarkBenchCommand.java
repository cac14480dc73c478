package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.nexmark.NexmarkSuite;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtrickle bench nexmark}. */
@Command(
        name = "nexmark",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Keeps the queries of Nexmark, an auction house, up to date while persons, auctions and bids come, go and change, and measures each"
                    + " refresh against computing the query anew. Contents are compared after every round. Q10 and Q12 are left out: one writes"
                    + " files, the other depends on the time of processing.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:after each round, each stream table was equal to its query, and was refreshed by applying changes",
            "1:at least one was not",
            "2:wrong input, or a server that cannot be used"
        })
final class NexmarkBenchCommand implements Callable<Integer> {

    private static final long FEWEST = 1000;

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many events there are at first (default: ${DEFAULT-VALUE}).")
    private long events;

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
        if (events < FEWEST) {
            throw CommandFailure.ofInput("--events must be at least " + FEWEST + ", not " + events + ".");
        }
        NexmarkSuite suite = new NexmarkSuite(events);
        List<SuiteQuery> chosen = new ArrayList<>();
        for (int number : numbers) {
            chosen.add(suite.queries().stream()
                    .filter(q -> q.name().equals("q" + number))
                    .findFirst()
                    .orElseThrow(() -> CommandFailure.ofInput("--queries: there is no query " + number + ".")));
        }
        suiteOptions.run(suite, chosen.isEmpty() ? suite.queries() : chosen, scratchOptions, Main.out(command));
        return 0;
    }
}
