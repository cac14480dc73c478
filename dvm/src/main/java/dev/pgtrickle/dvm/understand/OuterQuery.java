package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import java.util.Optional;

/**
 * A query as those within it see it.
 *
 * @param reader reads references to its columns: above an aggregation, those of the aggregation
 * @param scope its names
 * @param types is told which columns are referred to from within
 */
record OuterQuery(ExpressionReader reader, Scope scope, OuterTypes types) {

    /** What a reference means; its columns become free columns of the tree of the query within. */
    Optional<Scalar> find(Piece reference) {
        Optional<Scalar> below = switch (reference) {
            case Piece.ColumnReference column -> scope.find(column.alias(), column.column());
            case Piece.MergedColumn merged -> scope.only(merged.column());
            default -> Optional.empty();
        };
        if (below.isEmpty()) {
            return scope.outer(reference);
        }
        Scalar value = reader.read(Expression.of(reference));
        types.add(value, below.get(), scope);
        return Optional.of(value);
    }
}
