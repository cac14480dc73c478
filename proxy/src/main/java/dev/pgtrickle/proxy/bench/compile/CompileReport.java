package dev.pgtrickle.proxy.bench.compile;

import dev.pgtrickle.proxy.bench.Times;
import dev.pgtrickle.proxy.bench.suite.SuiteQuery;
import java.util.List;

/**
 * What was measured.
 *
 * @param server the server's version
 * @param rounds how many rounds were counted
 * @param sets one report per set of queries
 */
public record CompileReport(String server, int rounds, List<OfSet> sets) {

    /** Keeps its own copy. */
    public CompileReport {
        sets = List.copyOf(sets);
    }

    /**
     * A set of queries.
     *
     * @param title what it is called
     * @param queries one report per query
     */
    public record OfSet(String title, List<OfQuery> queries) {

        /** Keeps its own copy. */
        public OfSet {
            queries = List.copyOf(queries);
        }
    }

    /**
     * A query.
     *
     * @param query what was compiled
     * @param mode the mode that the stream table got
     * @param compileStatements how many statements compiling sends to the server
     * @param times the measured times
     */
    public record OfQuery(SuiteQuery query, String mode, int compileStatements, Times<CompileMeasure> times) {}

    /**
     * The median over all queries of some sets.
     *
     * @param chosen the sets
     * @param measure of what
     * @return milliseconds
     */
    public static double median(List<OfSet> chosen, CompileMeasure measure) {
        Times<CompileMeasure> medians = new Times<>(CompileMeasure.class);
        chosen.stream()
                .flatMap(s -> s.queries().stream())
                .forEach(q -> medians.add(measure, q.times().median(measure)));
        return medians.median(measure);
    }

    /**
     * The slowest query's median.
     *
     * @param chosen the sets
     * @param measure of what
     * @return milliseconds
     */
    public static double maximum(List<OfSet> chosen, CompileMeasure measure) {
        return chosen.stream()
                .flatMap(s -> s.queries().stream())
                .mapToDouble(q -> q.times().median(measure))
                .max()
                .orElse(Double.NaN);
    }
}
