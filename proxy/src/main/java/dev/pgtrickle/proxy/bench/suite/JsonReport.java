package dev.pgtrickle.proxy.bench.suite;

import dev.pgtrickle.dvm.json.Json;
import dev.pgtrickle.proxy.bench.JsonText;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report as JSON: for each churn and query the times of all rounds, their medians, what AUTO chose, and what is wrong. */
public final class JsonReport {

    private JsonReport() {}

    /**
     * Writes a report.
     *
     * @param report what was measured
     * @return JSON text; times are in milliseconds
     */
    public static String of(SuiteReport report) {
        return JsonText.object(Map.of(
                        "title", Json.string(report.title()),
                        "server", Json.string(report.server()),
                        "rounds", String.valueOf(report.rounds()),
                        "churns", JsonText.array(report.churns(), JsonReport::churn)))
                + "\n";
    }

    private static String churn(ChurnReport report) {
        return JsonText.object(Map.of(
                "churn", Json.string(report.churn().toString()),
                "rows", String.valueOf(report.rows()),
                "queries", JsonText.array(report.queries(), JsonReport::query)));
    }

    private static String query(QueryReport report) {
        Map<String, String> members = new TreeMap<>();
        members.put("name", Json.string(report.query().name()));
        members.put("title", Json.string(report.query().title()));
        members.put("unaffected", String.valueOf(report.isUnaffected()));
        members.put("auto_chose", Json.string(report.choice()));
        report.problem().ifPresent(p -> members.put("problem", Json.string(p)));
        members.put(
                "median",
                JsonText.object(Arrays.stream(Measure.values())
                        .filter(m -> !report.times(m).isEmpty())
                        .collect(Collectors.toMap(Measure::title, m -> JsonText.number(report.median(m))))));
        members.put(
                "rounds",
                JsonText.object(Arrays.stream(Measure.values())
                        .collect(Collectors.toMap(
                                Measure::title, m -> JsonText.array(report.times(m), JsonText::number)))));
        return JsonText.object(members);
    }
}
