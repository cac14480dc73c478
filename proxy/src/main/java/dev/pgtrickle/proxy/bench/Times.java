package dev.pgtrickle.proxy.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measured times, in milliseconds, and their medians.
 *
 * @param <M> what is measured
 */
public final class Times<M extends Enum<M>> {

    private final Map<M, List<Double>> times;

    /**
     * Without a measurement yet.
     *
     * @param measures what is measured
     */
    public Times(Class<M> measures) {
        this.times = new EnumMap<>(measures);
    }

    /**
     * Adds a measurement.
     *
     * @param measure of what
     * @param milliseconds how long it took
     */
    public void add(M measure, double milliseconds) {
        times.computeIfAbsent(measure, m -> new ArrayList<>()).add(milliseconds);
    }

    /**
     * The measurements.
     *
     * @param measure of what
     * @return them in the order in which they were added; none where there was nothing to measure
     */
    public List<Double> all(M measure) {
        return List.copyOf(times.getOrDefault(measure, List.of()));
    }

    /**
     * The median.
     *
     * @param measure of what
     * @return milliseconds; NaN where there was nothing to measure
     */
    public double median(M measure) {
        List<Double> all = all(measure);
        return all.isEmpty()
                ? Double.NaN
                : BenchReport.median(
                        all.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * How many times longer one thing takes than another.
     *
     * @param dividend the one
     * @param divisor the other
     * @return the ratio of the medians; NaN where there was nothing to measure
     */
    public double ratio(M dividend, M divisor) {
        return median(dividend) / median(divisor);
    }
}
