package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import java.util.List;
import java.util.Map;

/** What came of reading a query. */
public sealed interface Understanding {

    /**
     * A query that is maintained incrementally.
     *
     * @param relation what it computes
     * @param outputs the columns of the result in order
     * @param sameRecursions for recursions that are referred to more than once, which other one each of the later ones is
     */
    record Maintainable(Relation relation, List<ColumnId> outputs, Map<Fixpoint, Fixpoint> sameRecursions)
            implements Understanding {

        /** Copies the map. */
        public Maintainable {
            sameRecursions = Map.copyOf(sameRecursions);
        }
    }

    /**
     * A query that is recomputed.
     *
     * @param reason why
     */
    record Recomputed(Reason reason) implements Understanding {}
}
