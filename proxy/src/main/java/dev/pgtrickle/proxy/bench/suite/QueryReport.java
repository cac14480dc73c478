package dev.pgtrickle.proxy.bench.suite;

import dev.pgtrickle.proxy.bench.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was measured for one query and one churn. */
public final class QueryReport {

    private final SuiteQuery query;
    private final Times<Measure> times = new Times<>(Measure.class);
    private final Map<String, Integer> choices = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private int unaffected;

    QueryReport(SuiteQuery query) {
        this.query = query;
    }

    /**
     * What was measured.
     *
     * @return the query
     */
    public SuiteQuery query() {
        return query;
    }

    void add(Measure measure, double milliseconds) {
        times.add(measure, milliseconds);
    }

    void addChoice(String action) {
        choices.merge(action, 1, Integer::sum);
    }

    void addProblem(String sentence) {
        problems.add(sentence);
    }

    void addUnaffected() {
        unaffected++;
    }

    /**
     * The measurements.
     *
     * @param measure of what
     * @return one for each round, in milliseconds; none where there was nothing to measure
     */
    public List<Double> times(Measure measure) {
        return times.all(measure);
    }

    /**
     * The median of the rounds.
     *
     * @param measure of what
     * @return milliseconds; NaN where there was nothing to measure
     */
    public double median(Measure measure) {
        return times.median(measure);
    }

    /**
     * How many times longer one thing takes than another.
     *
     * @param dividend the one
     * @param divisor the other
     * @return the ratio of the medians; NaN where there was nothing to measure
     */
    public double ratio(Measure dividend, Measure divisor) {
        return times.ratio(dividend, divisor);
    }

    /**
     * What AUTO did.
     *
     * @return {@code DIFFERENTIAL}, {@code FULL}, or both with how often
     */
    public String choice() {
        return choices.size() == 1
                ? choices.keySet().iterator().next()
                : choices.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .collect(Collectors.joining(", "));
    }

    /**
     * Whether no change concerned the query.
     *
     * @return true if no refresh had anything to do
     */
    public boolean isUnaffected() {
        return unaffected > 0 && times(Measure.SERVER).isEmpty();
    }

    /**
     * What is wrong.
     *
     * @return a sentence if contents differed from the query, or if the changes were not applied
     */
    public Optional<String> problem() {
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }
}
