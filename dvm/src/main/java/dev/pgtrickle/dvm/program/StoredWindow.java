package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.LastRows;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.ViewShape.Rows;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out whether a query shows the rows of a window as they are, so that its values at a row can be looked up in what is stored. */
final class StoredWindow {

    private StoredWindow() {}

    /**
     * The window at the top of a query, if what is stored of it tells what the rows before a change amount to.
     *
     * @param shape the query
     * @param table where it is stored
     * @param visible its columns there
     */
    static Optional<LastRows> of(Rows shape, QualifiedName table, List<Column> visible) {
        Relation top = shape.input();
        List<Scalar> outputs =
                shape.outputs().stream().map(ViewShape.Output::expression).toList();
        while (top instanceof Relation.Project project) {
            Map<ColumnId, Scalar> definitions = new HashMap<>();
            for (Projection p : project.projections()) {
                definitions.put(p.id(), p.expression());
            }
            outputs = outputs.stream().map(o -> o.substitute(definitions)).toList();
            top = project.input();
        }
        if (!(top instanceof Relation.Window window)) {
            return Optional.empty();
        }
        Map<ColumnId, String> columns = new HashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            Scalar output = outputs.get(i);
            if (output.atomic() && output.terms().getFirst() instanceof Scalar.Reference reference) {
                columns.putIfAbsent(reference.column(), visible.get(i).sql());
            }
        }
        return LastRows.of(window, table, columns);
    }

    /** What the index is on that finds the last row; with our hidden column it is not taken for a user's. */
    static String index(LastRows rows) {
        return "(" + rows.indexed() + ") INCLUDE (" + Storage.HASH + ")";
    }
}
