package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.bench.suite.Churn;
import dev.pgtrickle.proxy.bench.suite.HtmlReport;
import dev.pgtrickle.proxy.bench.suite.JsonReport;
import dev.pgtrickle.proxy.bench.suite.Suite;
import dev.pgtrickle.proxy.bench.suite.SuiteBench;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import dev.pgtrickle.proxy.bench.suite.SuiteReport;
import dev.pgtrickle.proxy.host.Conninfo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a bench of many queries is run, and where its results go. */
final class SuiteOptions {

    @Option(
            names = "--churn",
            paramLabel = "N|P%",
            split = ",",
            defaultValue = "1,100,0.1%,1%,10%",
            description =
                    "How much changes in a round, several separated by commas: a number of new ones, or a share of all that goes,"
                            + " comes and changes (default: ${DEFAULT-VALUE}).")
    private List<String> churns = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many rounds of each churn are counted (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the times of all rounds to FILE as JSON.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots and tables to FILE.")
    private @Nullable Path html;

    /**
     * Runs a bench.
     *
     * @param suite what is measured
     * @param queries those to measure
     * @param scratchOptions the server
     * @param out where results are printed
     * @throws CommandFailure when a stream table differs from its query
     */
    void run(Suite suite, List<SuiteQuery> queries, ScratchOptions scratchOptions, PrintWriter out)
            throws SQLException {
        if (rounds < 1) {
            throw CommandFailure.ofInput("--rounds must be at least 1, not " + rounds + ".");
        }
        List<Churn> amounts = amounts();
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Scratch scratch = scratchOptions.start(lifetime, "pgtrickle_bench");
            Conninfo direct = scratch.direct();
            try (Connection directly = direct.sessions(direct.database()).getConnection();
                    Connection proxied = scratch.connect()) {
                SuiteReport report = new SuiteBench(suite, directly, proxied, out).run(amounts, queries, rounds);
                ReportFile.write(json, JsonReport.of(report));
                ReportFile.write(html, HtmlReport.of(report));
                if (!report.problems().isEmpty()) {
                    throw CommandFailure.ofResult(String.join("\n", report.problems()));
                }
            } catch (SQLException e) {
                throw lifetime.unlessEnding(e);
            }
        }
    }

    private List<Churn> amounts() {
        List<Churn> amounts = new ArrayList<>();
        for (String churn : churns) {
            try {
                amounts.add(Churn.parse(churn));
            } catch (IllegalArgumentException e) {
                throw CommandFailure.ofInput("--churn: " + e.getMessage());
            }
        }
        return amounts;
    }
}
