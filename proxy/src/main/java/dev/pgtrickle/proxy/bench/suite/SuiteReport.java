package dev.pgtrickle.proxy.bench.suite;

import java.util.List;

/**
 * What a bench measured.
 *
 * @param title the data
 * @param server the server's version
 * @param rounds how many rounds were counted
 * @param churns one report per churn
 */
public record SuiteReport(String title, String server, int rounds, List<ChurnReport> churns) {

    /** Keeps its own copy. */
    public SuiteReport {
        churns = List.copyOf(churns);
    }

    /**
     * What is wrong.
     *
     * @return a line for each query that differed, or whose changes were not applied; empty if all is well
     */
    public List<String> problems() {
        return churns.stream()
                .flatMap(c -> c.queries().stream()
                        .flatMap(q ->
                                q.problem().map(p -> q.query().name() + ", churn " + c.churn() + ": " + p).stream()))
                .toList();
    }
}
