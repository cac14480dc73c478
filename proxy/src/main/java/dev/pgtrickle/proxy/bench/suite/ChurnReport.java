package dev.pgtrickle.proxy.bench.suite;

import java.util.List;

/**
 * What was measured for one churn.
 *
 * @param churn how much each round changed
 * @param rows how many rows that were in the last round
 * @param queries one report per query
 */
public record ChurnReport(Churn churn, long rows, List<QueryReport> queries) {

    /** Keeps its own copy. */
    public ChurnReport {
        queries = List.copyOf(queries);
    }
}
