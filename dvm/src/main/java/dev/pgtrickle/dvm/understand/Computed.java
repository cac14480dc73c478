package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.List;

/**
 * Expressions of a SELECT with the relation that they are computed over, between two stages of the clause.
 *
 * @param relation one row for each row of the stage
 * @param values the expressions over its columns
 */
record Computed(Relation relation, List<Scalar> values) {

    /** Copies the list. */
    Computed {
        values = List.copyOf(values);
    }
}
