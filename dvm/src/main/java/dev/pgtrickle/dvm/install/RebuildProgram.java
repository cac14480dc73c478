package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.Storage;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.WriteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The functions that compute the contents of a stream table, and that put them in the place of those that are there.
 *
 * <p>Deleting, computing and taking the snapshot are one statement: all see the same state, also under READ COMMITTED, and readers keep the old
 * contents until commit. A statement that writes has no parallel plan, but one that a function runs in it may have (manual, section "When Can Parallel
 * Query Be Used?"); being STABLE, the function sees what the statement sees.
 */
final class RebuildProgram {

    private RebuildProgram() {}

    static List<String> create(ObjectNames names, FunctionText functions, Storage storage, String populate) {
        List<String> statements = new ArrayList<>(contents(names, functions, storage, populate));
        String columns = storage.columns().stream().map(Column::sql).collect(Collectors.joining(", "));
        // What the log has is in what is computed; what others append meanwhile is in neither.
        String consumed = storage.overlay()
                .map(o -> "consumed AS (\n            DELETE FROM " + o.table().sql() + "\n        ), ")
                .orElse("");
        String body = """
                    RETURN QUERY
                    WITH %sgone AS (
                        DELETE FROM %s RETURNING 1
                    ), fresh AS (
                        INSERT INTO %s (%s)
                        SELECT p.* FROM %s() p
                        WHERE %s
                        RETURNING 1
                    )
                    SELECT pg_current_snapshot(), (SELECT count(*) FROM fresh), (SELECT count(*) FROM gone);
                """.formatted(
                        consumed,
                        names.storage().sql(),
                        names.storage().sql(),
                        columns,
                        names.contents().sql(),
                        WriteOrder.after("gone"));
        statements.addAll(functions.create(
                names.rebuild(), "", "TABLE (snapshot pg_snapshot, inserted bigint, deleted bigint)", "", body));
        return statements;
    }

    private static List<String> contents(ObjectNames names, FunctionText functions, Storage storage, String populate) {
        List<Column> columns = storage.columns();
        String body = """
                    RETURN QUERY
                    SELECT %s
                    FROM (
                %s
                    ) p(%s);
                """.formatted(
                        each(columns, (name, type) -> "CAST(p." + name + " AS " + type + ")"),
                        Indent.by4(Indent.by4(populate)),
                        each(columns, (name, type) -> name));
        return functions.createStable(
                names.contents(), "", "TABLE (" + each(columns, (name, type) -> name + " " + type) + ")", body);
    }

    private static String each(List<Column> columns, BinaryOperator<String> write) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> write.apply("c" + (i + 1), columns.get(i).declaration()))
                .collect(Collectors.joining(", "));
    }
}
