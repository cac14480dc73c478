package dev.pgtrickle.proxy.bench.suite;

import dev.pgtrickle.proxy.bench.HtmlPage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A plot of medians as inline SVG: a line per query, a dot per measure, milliseconds on a logarithmic axis. */
final class DotPlot {

    private static final int WIDTH = 960;
    private static final int LEFT = 90;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int LINE = 20;

    /**
     * One kind of dot.
     *
     * @param measure what it shows
     * @param colour one that people with any colour vision can tell from the others
     */
    private record Series(Measure measure, String colour) {}

    private static final List<Series> SERIES = List.of(
            new Series(Measure.RECOMPUTE, "#d55e00"),
            new Series(Measure.QUERY, "#e69f00"),
            new Series(Measure.SERVER, "#0072b2"),
            new Series(Measure.REFRESH, "#56b4e9"),
            new Series(Measure.AUTO, "#009e73"));

    private final List<QueryReport> queries;
    private final double from;
    private final double to;

    private DotPlot(List<QueryReport> queries) {
        this.queries = queries;
        double[] all = queries.stream()
                .flatMap(q -> SERIES.stream().map(s -> q.median(s.measure())))
                .filter(m -> m > 0)
                .mapToDouble(Double::doubleValue)
                .toArray();
        double smallest = all.length == 0 ? 1 : Arrays.stream(all).min().orElseThrow();
        double largest = all.length == 0 ? 10 : Arrays.stream(all).max().orElseThrow();
        this.from = Math.floor(Math.log10(smallest));
        this.to = Math.max(from + 1, Math.ceil(Math.log10(largest)));
    }

    /** The plot of some queries. */
    static String of(List<QueryReport> queries) {
        return new DotPlot(queries).svg();
    }

    private String svg() {
        int bottom = TOP + queries.size() * LINE;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"medians in milliseconds\">%n",
                WIDTH,
                bottom + 30));
        for (int i = 0; i < SERIES.size(); i++) {
            Series series = SERIES.get(i);
            int x = LEFT + i * 110;
            svg.append(dot(x, 15, series.colour(), series.measure().title()))
                    .append(text(x + 10, 19, "start", series.measure().title()));
        }
        for (int power = (int) from; power <= to; power++) {
            double x = x(Math.pow(10, power));
            svg.append(String.format(
                            Locale.ROOT,
                            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#ccc\"/>%n",
                            x,
                            x,
                            TOP - 8,
                            bottom))
                    .append(text(x, bottom + 18, "middle", label(power)));
        }
        for (int i = 0; i < queries.size(); i++) {
            QueryReport query = queries.get(i);
            double y = TOP + i * LINE + LINE / 2.0;
            svg.append(text(LEFT - 12, y + 4, "end", query.query().name()))
                    .append(String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#eee\"/>%n",
                            LEFT,
                            WIDTH - RIGHT,
                            y,
                            y));
            for (Series series : SERIES) {
                double median = query.median(series.measure());
                if (median > 0) {
                    svg.append(dot(
                            x(median),
                            y,
                            series.colour(),
                            String.format(
                                    Locale.ROOT,
                                    "%s, %s: %.2f ms",
                                    query.query().name(),
                                    series.measure().title(),
                                    median)));
                }
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private double x(double milliseconds) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (Math.log10(milliseconds) - from) / (to - from);
    }

    private static String label(int power) {
        return power >= 3
                ? String.format(Locale.ROOT, "%.0f s", Math.pow(10, power - 3))
                : String.format(Locale.ROOT, "%s ms", Math.pow(10, power));
    }

    private static String dot(double x, double y, String colour, String title) {
        return String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\" fill-opacity=\"0.85\"><title>%s</title></circle>%n",
                x,
                y,
                colour,
                HtmlPage.escaped(title));
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                HtmlPage.escaped(text));
    }
}
