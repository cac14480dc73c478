package dev.pgtrickle.proxy.bench.suite;

import dev.pgtrickle.proxy.bench.HtmlPage;
import java.util.Arrays;
import java.util.Locale;

/** A report as one HTML page that needs nothing else: for each churn a plot and a table. */
public final class HtmlReport {

    private static final String INTRODUCTION = """
            <p>PostgreSQL %s; medians of %d rounds, in milliseconds. <em>recompute</em> is REFRESH MATERIALIZED VIEW, <em>query</em> the query with its
            rows in a temporary table, <em>server</em> a refresh that applies the changes, by the server's clock, <em>refresh</em> the same as its client
            sees it, <em>auto</em> a refresh in mode AUTO.</p>
            """;

    private HtmlReport() {}

    /**
     * Writes a report.
     *
     * @param report what was measured
     * @return an HTML page without references to anything outside it
     */
    public static String of(SuiteReport report) {
        StringBuilder page =
                new StringBuilder(INTRODUCTION.formatted(HtmlPage.escaped(report.server()), report.rounds()));
        for (ChurnReport churn : report.churns()) {
            page.append("<h2>Churn ")
                    .append(churn.churn())
                    .append(" (")
                    .append(churn.rows())
                    .append(" rows)</h2>\n")
                    .append(DotPlot.of(churn.queries()));
            table(churn, page);
        }
        return HtmlPage.of("pgtrickle: " + report.title(), page.toString());
    }

    private static void table(ChurnReport churn, StringBuilder page) {
        page.append("<table>\n<tr><th>query</th>");
        Arrays.stream(Measure.values())
                .forEach(m -> page.append("<th>").append(m.title()).append("</th>"));
        page.append("<th>recompute / refresh</th><th>auto / recompute</th><th>AUTO chose</th></tr>\n");
        for (QueryReport query : churn.queries()) {
            page.append("<tr><td>")
                    .append(HtmlPage.escaped(
                            query.query().name() + " " + query.query().title()))
                    .append("</td>");
            for (Measure measure : Measure.values()) {
                page.append("<td>").append(number(query.median(measure))).append("</td>");
            }
            double ratio = query.ratio(Measure.RECOMPUTE, Measure.REFRESH);
            page.append(ratio < 1 ? "<td class=\"slow\">" : "<td>")
                    .append(number(ratio))
                    .append("</td><td>")
                    .append(number(query.ratio(Measure.AUTO, Measure.RECOMPUTE)))
                    .append("</td><td class=\"text\">")
                    .append(HtmlPage.escaped(query.choice()))
                    .append("</td></tr>\n");
            query.problem()
                    .ifPresent(p -> page.append("<tr><td class=\"wrong\" colspan=\"9\">")
                            .append(HtmlPage.escaped(p))
                            .append("</td></tr>\n"));
        }
        page.append("</table>\n");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
    }
}
