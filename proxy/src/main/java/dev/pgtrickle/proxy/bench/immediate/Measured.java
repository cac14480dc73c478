package dev.pgtrickle.proxy.bench.immediate;

import java.util.List;
import java.util.Locale;

/**
 * What was measured of one upkeep on one way.
 *
 * @param combination what was written how
 * @param way which way
 * @param upkeep what kept the sums
 * @param series what was measured
 * @param plainRead milliseconds of a read of as many rows of a plain table, under the same load on the same way
 */
record Measured(Combination combination, Way way, Upkeep upkeep, Series series, double plainRead) {

    /** What reports say, in their order. */
    static final List<String> COLUMNS =
            List.of("query", "groups", "load", "clients", "way", "upkeep", "tx/s", "share", "failed", "read ms", "x");

    private static final String LINE = "%-6s %7s %-12s %8s %-7s %-7s %10s %7s %7s %9s %7s";

    /** The line above lines. */
    static String head() {
        return LINE.formatted(COLUMNS.toArray());
    }

    /** The line of a report. */
    String line() {
        return LINE.formatted(cells().toArray());
    }

    /** The median share of transactions that is left. */
    double share() {
        return Series.median(series.shares());
    }

    /** How many times longer a read takes than one of a plain table. */
    double timesPlainRead() {
        return Series.median(series.reads()) / plainRead;
    }

    /** The values of {@link #COLUMNS}. */
    List<String> cells() {
        return List.of(
                combination.shape().title(),
                String.valueOf(combination.groups()),
                combination.load().title(),
                String.valueOf(combination.clients()),
                way.title(),
                upkeep.title(),
                number("%.0f", Series.median(series.transactions())),
                number("%.2f", share()),
                String.valueOf(series.failed()),
                number("%.2f", Series.median(series.reads())),
                number("%.1f", timesPlainRead()));
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
