package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Piece.Token;
import java.util.List;

/**
 * {@code (a, b) < (query)}: null when the query has no row.
 *
 * @param operands what is compared
 * @param operator the operator
 * @param query the query with the other operands
 */
record RowComparisonValue(List<Scalar> operands, List<Token> operator, SingleValue query) implements SubQueryValue {

    @Override
    public Relation relation() {
        return query.relation();
    }

    @Override
    public Computed attach(Computed left, Relation origin) {
        Computed right = query.attach(new Computed(left.relation(), List.of()), origin);
        return new Computed(right.relation(), List.of(Comparison.of(left.values(), operator, right.values())));
    }
}
