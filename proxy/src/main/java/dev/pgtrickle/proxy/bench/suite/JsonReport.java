package dev.pgtrickle.proxy.bench.suite;

import dev.pgtrickle.dvm.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
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
        return object(Map.of(
                        "title", Json.string(report.title()),
                        "server", Json.string(report.server()),
                        "rounds", String.valueOf(report.rounds()),
                        "churns", array(report.churns(), JsonReport::churn)))
                + "\n";
    }

    private static String churn(ChurnReport report) {
        return object(Map.of(
                "churn", Json.string(report.churn().toString()),
                "rows", String.valueOf(report.rows()),
                "queries", array(report.queries(), JsonReport::query)));
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
                object(Arrays.stream(Measure.values())
                        .filter(m -> !report.times(m).isEmpty())
                        .collect(Collectors.toMap(Measure::title, m -> number(report.median(m))))));
        members.put(
                "rounds",
                object(Arrays.stream(Measure.values())
                        .collect(Collectors.toMap(Measure::title, m -> array(report.times(m), JsonReport::number)))));
        return object(members);
    }

    private static String object(Map<String, String> members) {
        return new TreeMap<>(members)
                .entrySet().stream()
                        .map(e -> Json.string(e.getKey()) + ":" + e.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static <T> String array(List<T> elements, Function<T, String> text) {
        return Json.array(elements.stream().map(text).toList());
    }

    private static String number(double milliseconds) {
        return String.format(Locale.ROOT, "%.3f", milliseconds);
    }
}
