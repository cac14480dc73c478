package dev.pgtrickle.proxy.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements as a table of text. */
final class SuiteTable {

    private static final String HEAD = String.format(
            "%-6s %10s %9s %9s %9s %8s %8s %9s %7s  %s",
            "query", "recompute", "query", "server", "refresh", "x server", "x total", "auto", "to full", "auto chose");

    private SuiteTable() {}

    static List<String> lines(ChurnReport report, int rounds) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("churn " + report.churn() + " (" + report.rows() + " rows), medians of " + rounds
                + " rounds in milliseconds");
        lines.add(HEAD);
        lines.add("-".repeat(HEAD.length()));
        for (QueryReport query : report.queries()) {
            lines.add(line(query));
            query.problem().ifPresent(p -> lines.add("       WRONG: " + p));
        }
        return lines;
    }

    private static String line(QueryReport query) {
        return String.format(
                Locale.ROOT,
                "%-6s %10s %9s %9s %9s %8s %8s %9s %7s  %s",
                query.query().name(),
                number(query.median(Measure.RECOMPUTE)),
                number(query.median(Measure.QUERY)),
                query.isUnaffected() ? "no change" : number(query.median(Measure.SERVER)),
                number(query.median(Measure.REFRESH)),
                ratio(query.ratio(Measure.RECOMPUTE, Measure.SERVER)),
                ratio(query.ratio(Measure.RECOMPUTE, Measure.REFRESH)),
                number(query.median(Measure.AUTO)),
                ratio(query.ratio(Measure.AUTO, Measure.RECOMPUTE)),
                query.choice());
    }

    private static String number(double milliseconds) {
        return Double.isNaN(milliseconds) ? "-" : String.format(Locale.ROOT, "%.2f", milliseconds);
    }

    private static String ratio(double ratio) {
        return Double.isNaN(ratio) ? "-" : String.format(Locale.ROOT, ratio < 10 ? "%.2fx" : "%.0fx", ratio);
    }
}
