package dev.pgtrickle.conformance.fuzz;

import dev.pgtrickle.conformance.fuzz.play.Batch;
import dev.pgtrickle.conformance.fuzz.play.Batch.Commit;
import dev.pgtrickle.conformance.fuzz.play.Failure;
import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Table;
import java.util.stream.Collectors;

/** Writes a case as SQL that anyone can run. */
final class Repro {

    private static final int LINE = 400;

    private Repro() {}

    /** The statements of a case, and what is wrong in the end. */
    static String of(long number, FuzzCase test, Failure failure) {
        StringBuilder text = new StringBuilder();
        text.append("-- case ").append(number).append(": ").append(failure.kind());
        text.append(" at ").append(failure.place()).append('\n');
        for (Table table : test.tables()) {
            table.sql().forEach(sql -> text.append(sql).append(";\n"));
        }
        String query = test.query().sql();
        text.append("CREATE MATERIALIZED VIEW di WITH (pgtrickle.stream, pgtrickle.schedule = 'manual') AS\n    ")
                .append(query)
                .append(";\n");
        text.append("CREATE MATERIALIZED VIEW im WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS\n    ")
                .append(query)
                .append(";\n");
        int batches = 0;
        for (Batch batch : test.batches()) {
            text.append("-- batch ").append(++batches).append('\n');
            boolean together = batch.commit() == Commit.TOGETHER;
            text.append(together ? "BEGIN;\n" : "");
            batch.changes().forEach(change -> text.append(change.sql()).append(";\n"));
            text.append(together ? "COMMIT;\n" : "");
            text.append("REFRESH MATERIALIZED VIEW di;\n");
        }
        return text
                + failure.message()
                        .lines()
                        .map(line -> "-- " + line.substring(0, Math.min(LINE, line.length())))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }
}
