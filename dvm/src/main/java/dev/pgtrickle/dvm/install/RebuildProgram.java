package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.Storage;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.WriteOrder;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The functions that compute the contents of a stream table, and that put them in the place of those that are there.
 *
 * <p>Deleting, computing and taking the snapshot are one statement: all see the same state, also under READ COMMITTED, and readers keep the old
 * contents until commit. A statement that writes has no parallel plan, but one that a function runs in it may have (manual, section "When Can Parallel
 * Query Be Used?"); being STABLE, the function sees what the statement sees.
 */
final class RebuildProgram {

    private static final String RESULT = "TABLE (snapshot pg_snapshot, inserted bigint, deleted bigint)";

    private RebuildProgram() {}

    static List<String> create(ObjectNames names, FunctionText functions, Storage storage, String populate) {
        List<String> statements = new ArrayList<>(stable(names.contents(), functions, storage.columns(), populate));
        String columns = storage.columns().stream().map(Column::sql).collect(Collectors.joining(", "));
        // What the log has is in what is computed; what others append meanwhile is in neither.
        String consumed = storage.overlay()
                .map(o -> "consumed AS (\n            DELETE FROM " + o.table().sql() + "\n        ), ")
                .orElse("");
        statements.addAll(functions.create(
                names.rebuild(),
                "",
                RESULT,
                "",
                replace(names, consumed, columns, "p.* FROM " + names.contents().sql() + "() p")));
        return statements;
    }

    /**
     * The function that puts the rows of the query itself in the place of the contents. They are read as any others, but nothing can be applied to
     * them.
     */
    static List<String> createByQuery(ObjectNames names, FunctionText functions, Storage storage, String query) {
        List<String> statements = new ArrayList<>(stable(names.answer(), functions, storage.visible(), query));
        Map<String, String> constants = storage.shownOnce();
        String columns = Stream.concat(storage.visible().stream().map(Column::sql), constants.keySet().stream())
                .collect(Collectors.joining(", "));
        String rows =
                Stream.concat(Stream.of("p.*"), constants.values().stream()).collect(Collectors.joining(", "))
                        + " FROM " + names.answer().sql() + "() p";
        statements.addAll(functions.create(names.replacement(), "", RESULT, "", replace(names, "", columns, rows)));
        return statements;
    }

    private static String replace(ObjectNames names, String consumed, String columns, String rows) {
        return """
                    RETURN QUERY
                    WITH %sgone AS (
                        DELETE FROM %s RETURNING 1
                    ), fresh AS (
                        INSERT INTO %s (%s)
                        SELECT %s
                        WHERE %s
                        RETURNING 1
                    )
                    SELECT pg_current_snapshot(), (SELECT count(*) FROM fresh), (SELECT count(*) FROM gone);
                """.formatted(
                consumed, names.storage().sql(), names.storage().sql(), columns, rows, WriteOrder.after("gone"));
    }

    private static List<String> stable(
            QualifiedName function, FunctionText functions, List<Column> columns, String query) {
        String body = """
                    RETURN QUERY
                    SELECT %s
                    FROM (
                %s
                    ) p(%s);
                """.formatted(
                        each(columns, (name, type) -> "CAST(p." + name + " AS " + type + ")"),
                        Indent.by4(Indent.by4(query)),
                        each(columns, (name, type) -> name));
        return functions.createStable(
                function, "", "TABLE (" + each(columns, (name, type) -> name + " " + type) + ")", body);
    }

    private static String each(List<Column> columns, BinaryOperator<String> write) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> write.apply("c" + (i + 1), columns.get(i).declaration()))
                .collect(Collectors.joining(", "));
    }
}
