package dev.pgtrickle.proxy.demo;

import dev.pgtrickle.proxy.tpch.TpchQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Results as a table of text, no wider than 120 characters. */
final class ResultTable {

    private static final String HEAD = String.format(
            "%-26s %-13s %6s %10s %11s %13s %8s  %s",
            "stream table", "mode", "rows", "refreshes", "refresh ms", "recompute ms", "ratio", "equal now");

    private ResultTable() {}

    static List<String> lines(String title, List<RoundResult> results) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(title);
        lines.add(HEAD);
        lines.add("-".repeat(HEAD.length()));
        for (RoundResult result : results) {
            TpchQuery query = result.table().query();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-26s %-13s %6.0f %10.0f %11.1f %13.1f %8s  %s",
                    query.streamTable() + " " + query.title(),
                    result.table().mode(),
                    result.rows(),
                    result.refreshes(),
                    result.refreshMillis(),
                    result.recomputeMillis(),
                    ratio(result),
                    result.differences() == 0 ? "yes" : "NO, " + result.differences() + " rows differ"));
        }
        return lines;
    }

    private static String ratio(RoundResult result) {
        return result.refreshMillis() == 0 ? "-" : String.format(Locale.ROOT, "%.1fx", result.ratio());
    }

    /**
     * One line per stream table for all rounds: medians, and the sum of all differences.
     *
     * @param rounds the results of each round, in the same order
     */
    static List<RoundResult> medians(List<List<RoundResult>> rounds) {
        List<RoundResult> medians = new ArrayList<>();
        for (int i = 0; i < rounds.getFirst().size(); i++) {
            int table = i;
            List<RoundResult> own = rounds.stream().map(r -> r.get(table)).toList();
            medians.add(new RoundResult(
                    own.getFirst().table(),
                    median(own, RoundResult::rows),
                    median(own, RoundResult::refreshes),
                    median(own, RoundResult::refreshMillis),
                    median(own, RoundResult::recomputeMillis),
                    own.stream().mapToLong(RoundResult::differences).sum()));
        }
        return medians;
    }

    private static double median(List<RoundResult> results, ToDoubleFunction<RoundResult> value) {
        List<Double> sorted = results.stream()
                .map(value::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
