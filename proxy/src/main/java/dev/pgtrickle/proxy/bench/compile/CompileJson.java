package dev.pgtrickle.proxy.bench.compile;

import dev.pgtrickle.dvm.json.Json;
import dev.pgtrickle.proxy.bench.JsonText;
import dev.pgtrickle.proxy.bench.compile.CompileReport.OfQuery;
import dev.pgtrickle.proxy.bench.compile.CompileReport.OfSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A report as JSON: for each query the times of all rounds and their medians, and for each set the median and the maximum of these. */
public final class CompileJson {

    private CompileJson() {}

    /**
     * Writes a report.
     *
     * @param report what was measured
     * @return JSON text; times are in milliseconds
     */
    public static String of(CompileReport report) {
        return JsonText.object(Map.of(
                        "server", Json.string(report.server()),
                        "rounds", String.valueOf(report.rounds()),
                        "median", each(m -> CompileReport.median(report.sets(), m)),
                        "maximum", each(m -> CompileReport.maximum(report.sets(), m)),
                        "sets", JsonText.array(report.sets(), CompileJson::set)))
                + "\n";
    }

    private static String set(OfSet set) {
        return JsonText.object(Map.of(
                "title", Json.string(set.title()),
                "median", each(m -> CompileReport.median(List.of(set), m)),
                "maximum", each(m -> CompileReport.maximum(List.of(set), m)),
                "queries", JsonText.array(set.queries(), CompileJson::query)));
    }

    private static String query(OfQuery query) {
        return JsonText.object(Map.of(
                "name", Json.string(query.query().name()),
                "title", Json.string(query.query().title()),
                "mode", Json.string(query.mode()),
                "statements", String.valueOf(query.compileStatements()),
                "median", each(query.times()::median),
                "rounds",
                        JsonText.object(Arrays.stream(CompileMeasure.values())
                                .collect(Collectors.toMap(
                                        CompileMeasure::title,
                                        m -> JsonText.array(query.times().all(m), JsonText::number))))));
    }

    private static String each(ToDoubleFunction<CompileMeasure> value) {
        return JsonText.object(Arrays.stream(CompileMeasure.values())
                .collect(Collectors.toMap(CompileMeasure::title, m -> JsonText.number(value.applyAsDouble(m)))));
    }
}
