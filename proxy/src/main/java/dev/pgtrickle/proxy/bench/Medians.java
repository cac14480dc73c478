package dev.pgtrickle.proxy.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measured times of one change, in milliseconds, and their medians. */
final class Medians {

    /** What is measured. */
    enum Measure {
        /** A refresh that applies the change, on the server. */
        DIFFERENTIAL_REFRESH,
        /** A refresh that recomputes the contents, on the server. */
        FULL_REFRESH,
        /** The change itself where no stream table is. */
        PLAIN_WRITE,
        /** The change where it is captured for a refresh. */
        CAPTURED_WRITE,
        /** The change where a stream table is maintained at once. */
        IMMEDIATE_WRITE
    }

    private final Map<Measure, List<Double>> times = new EnumMap<>(Measure.class);

    void add(Measure measure, double milliseconds) {
        times.computeIfAbsent(measure, m -> new ArrayList<>()).add(milliseconds);
    }

    double of(Measure measure) {
        List<Double> sorted =
                times.getOrDefault(measure, List.of()).stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double ratio(Measure dividend, Measure divisor) {
        return of(dividend) / of(divisor);
    }
}
