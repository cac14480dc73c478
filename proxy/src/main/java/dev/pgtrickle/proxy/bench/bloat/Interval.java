package dev.pgtrickle.proxy.bench.bloat;

import dev.pgtrickle.proxy.bench.BenchReport;
import dev.pgtrickle.proxy.bench.JsonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was seen in one interval. */
final class Interval {

    private static final double MEGABYTE = 1 << 20;

    /** What reports say of an interval, in their order. */
    static final List<String> COLUMNS = List.of(
            "minute",
            "rows/s",
            "log MB",
            "log dead",
            "log vacuums",
            "unfolded",
            "most",
            "lag ms",
            "storage MB",
            "storage dead",
            "storage vacuums",
            "read ms",
            "p99");

    private final List<Double> reads = new ArrayList<>();
    private final List<Double> unfolded = new ArrayList<>();

    /** A read of all sums took so long. */
    void read(double milliseconds) {
        reads.add(milliseconds);
    }

    /** So many rows of the log were not folded. */
    void unfolded(long rows) {
        unfolded.add((double) rows);
    }

    /**
     * What is reported of the interval when it is over.
     *
     * @param minute when it ended, since the beginning
     * @param rate rows written in a second
     * @param sizes what there is at its end
     * @return the values of {@link #COLUMNS}
     */
    List<Double> summary(double minute, double rate, Sizes sizes) {
        double mean =
                unfolded.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return List.of(
                minute,
                rate,
                sizes.log().bytes() / MEGABYTE,
                (double) sizes.log().dead(),
                (double) sizes.log().vacuums(),
                mean,
                unfolded.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                // Little's law: a row waits for as long as it takes to write those that wait.
                rate == 0 ? 0 : mean / rate * 1000,
                sizes.storage().bytes() / MEGABYTE,
                (double) sizes.storage().dead(),
                (double) sizes.storage().vacuums(),
                reads.isEmpty()
                        ? 0
                        : BenchReport.median(
                                reads.stream().mapToDouble(Double::doubleValue).toArray()),
                percentile(0.99));
    }

    private double percentile(double share) {
        List<Double> sorted = new ArrayList<>(reads);
        Collections.sort(sorted);
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }

    /** The line above the values. */
    static String head() {
        return COLUMNS.stream().map("%16s"::formatted).collect(Collectors.joining());
    }

    /** Values as a line. */
    static String line(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, value < 10 ? "%16.2f" : "%16.0f", value))
                .collect(Collectors.joining());
    }

    /** Values as JSON. */
    static String json(List<Double> values) {
        Map<String, String> members = new TreeMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            members.put(COLUMNS.get(i), JsonText.number(values.get(i)));
        }
        return JsonText.object(members);
    }
}
