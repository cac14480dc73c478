package dev.pgtrickle.proxy.bench.immediate;

import dev.pgtrickle.dvm.json.Json;
import dev.pgtrickle.proxy.bench.HtmlPage;
import dev.pgtrickle.proxy.bench.JsonText;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured, to be written down.
 *
 * @param server the server's version
 * @param rounds how many rounds were counted
 * @param all every combination, way and upkeep
 */
public record ImmediateReport(String server, int rounds, List<Measured> all) {

    private static final String TITLE = "pgtrickle: writers of IMMEDIATE stream tables";

    private static final String INTRODUCTION = """
            <p>PostgreSQL %s; medians of %d rounds. <em>share</em> is the share of transactions that is left of those without upkeep (<em>none</em>) in the same round
            on the same way, <em>failed</em> counts transactions that the server refused because of others, <em>read</em> is a read of all sums meanwhile, and
            <em>x</em> how many times longer that took than the same of a plain table.</p>
            """;

    /** Keeps its own copy. */
    public ImmediateReport {
        all = List.copyOf(all);
    }

    /**
     * All rounds.
     *
     * @return JSON text
     */
    public String json() {
        return JsonText.object(Map.of(
                        "server", Json.string(server),
                        "rounds", String.valueOf(rounds),
                        "results", JsonText.array(all, ImmediateReport::json)))
                + "\n";
    }

    private static String json(Measured measured) {
        Combination combination = measured.combination();
        Series series = measured.series();
        return JsonText.object(Map.of(
                "query", Json.string(combination.shape().title()),
                "groups", String.valueOf(combination.groups()),
                "load", Json.string(combination.load().title()),
                "clients", String.valueOf(combination.clients()),
                "way", Json.string(measured.way().title()),
                "upkeep", Json.string(measured.upkeep().title()),
                "transactions", JsonText.array(series.transactions(), JsonText::number),
                "shares", JsonText.array(series.shares(), JsonText::number),
                "reads", JsonText.array(series.reads(), JsonText::number),
                "failed", String.valueOf(series.failed())));
    }

    /**
     * A table of medians, shares drawn as bars.
     *
     * @return an HTML page without references to anything outside it
     */
    public String html() {
        StringBuilder body = new StringBuilder(INTRODUCTION.formatted(HtmlPage.escaped(server), rounds));
        body.append("<table>\n<tr>");
        Measured.COLUMNS.forEach(
                c -> body.append("<th>").append(HtmlPage.escaped(c)).append("</th>"));
        body.append("</tr>\n");
        for (Measured measured : all) {
            body.append("<tr>");
            List<String> cells = measured.cells();
            for (int i = 0; i < cells.size(); i++) {
                body.append(Measured.COLUMNS.get(i).equals("share") ? bar(measured.share()) : "<td>")
                        .append(HtmlPage.escaped(cells.get(i)))
                        .append("</td>");
            }
            body.append("</tr>\n");
        }
        return HtmlPage.of(TITLE, body.append("</table>\n").toString());
    }

    private static String bar(double share) {
        double percent = Double.isFinite(share) ? Math.min(100, share * 100) : 0;
        return String.format(
                Locale.ROOT,
                "<td style=\"background: linear-gradient(90deg, #9ad0ec %.1f%%, transparent %.1f%%)\">",
                percent,
                percent);
    }
}
