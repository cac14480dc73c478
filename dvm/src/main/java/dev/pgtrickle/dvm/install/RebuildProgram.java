package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.program.Storage;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.WriteOrder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The function that recomputes the contents of a stream table.
 *
 * <p>Deleting, computing and taking the snapshot are one statement: all see the same state, also under READ COMMITTED, and readers keep the old
 * contents until commit.
 */
final class RebuildProgram {

    private RebuildProgram() {}

    static List<String> create(ObjectNames names, FunctionText functions, Storage storage, String populate) {
        String columns = storage.columns().stream().map(Column::sql).collect(Collectors.joining(", "));
        String body = """
                    RETURN QUERY
                    WITH gone AS (
                        DELETE FROM %s RETURNING 1
                    ), fresh AS (
                        INSERT INTO %s (%s)
                        SELECT p.* FROM (
                %s
                        ) p
                        WHERE %s
                        RETURNING 1
                    )
                    SELECT pg_current_snapshot(), (SELECT count(*) FROM fresh), (SELECT count(*) FROM gone);
                """.formatted(
                        names.storage().sql(),
                        names.storage().sql(),
                        columns,
                        Indent.by4(Indent.by4(Indent.by4(populate))),
                        WriteOrder.after("gone"));
        return functions.create(
                names.rebuild(), "", "TABLE (snapshot pg_snapshot, inserted bigint, deleted bigint)", "", body);
    }
}
