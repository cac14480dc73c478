package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.syntax.Piece.ColumnReference;
import java.util.Optional;

/**
 * A query as those within it see it.
 *
 * @param reader reads references to its columns: above an aggregation, those of the aggregation
 * @param scope its names
 * @param types is told which columns are referred to from within
 */
record OuterQuery(ExpressionReader reader, Scope scope, OuterTypes types) {

    /** The column that a reference means; it becomes a free column of the tree of the query within. */
    Optional<ColumnId> find(ColumnReference reference) {
        if (!scope.hasItem(reference.alias())) {
            return scope.outer(reference);
        }
        ColumnId column = reader.column(reference);
        types.add(column, scope, reference);
        return Optional.of(column);
    }
}
