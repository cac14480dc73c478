package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An inner block within an outer one, as a correlated subquery sees them: a column of the inner block hides the same column of the outer one.
 *
 * @param outer the block around
 * @param inner the block of the subquery, with aliases that the outer one does not have
 */
record Scope(Block outer, Block inner) {

    /** Conditions over the columns of both. */
    List<String> print(List<Scalar> conditions) {
        Map<ColumnId, String> columns = new HashMap<>(outer.columns());
        columns.putAll(inner.columns());
        Block both = new Block(List.of(), List.of(), columns, List.of(), inner.sign());
        return conditions.stream().map(both::print).toList();
    }

    /** Whether the inner block has a row, or has none, for which the conditions are true. */
    String exists(SemiJoin.Sense sense, List<Scalar> conditions) {
        String exists = inner.exists(print(conditions));
        return switch (sense) {
            case SEMI -> exists;
            case ANTI -> "NOT " + exists;
        };
    }
}
