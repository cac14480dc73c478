package dev.pgtrickle.conformance.fuzz;

import dev.pgtrickle.conformance.fuzz.play.Batch;
import dev.pgtrickle.conformance.fuzz.play.Batch.Commit;
import dev.pgtrickle.conformance.fuzz.play.Failure;
import dev.pgtrickle.conformance.fuzz.play.FuzzCase;
import dev.pgtrickle.conformance.fuzz.play.Stage;
import dev.pgtrickle.conformance.fuzz.play.Stage.Mode;
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
        test.stages().forEach(stage -> text.append(stage.sql()).append(";\n"));
        text.append(Stage.sql("di", Mode.REFRESHED, test.query())).append(";\n");
        text.append(Stage.sql("im", Mode.IMMEDIATE, test.query())).append(";\n");
        int batches = 0;
        for (Batch batch : test.batches()) {
            text.append("-- batch ").append(++batches).append('\n');
            boolean together = batch.commit() == Commit.TOGETHER;
            text.append(together ? "BEGIN;\n" : "");
            batch.changes().forEach(change -> text.append(change.sql()).append(";\n"));
            text.append(together ? "COMMIT;\n" : "");
            test.stages().stream()
                    .filter(stage -> stage.mode() == Mode.REFRESHED)
                    .forEach(stage -> text.append(refresh(stage.name())));
            text.append(refresh("di"));
        }
        return text
                + failure.message()
                        .lines()
                        .map(line -> "-- " + line.substring(0, Math.min(LINE, line.length())))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String refresh(String name) {
        return "REFRESH MATERIALIZED VIEW " + name + ";\n";
    }
}
