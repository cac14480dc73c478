package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import java.util.List;

/** What came of reading a query. */
public sealed interface Understanding {

    /**
     * A query that is maintained incrementally.
     *
     * @param relation what it computes
     * @param outputs the columns of the result in order
     */
    record Maintainable(Relation relation, List<ColumnId> outputs) implements Understanding {}

    /**
     * A query that is recomputed.
     *
     * @param reason why
     */
    record Recomputed(Reason reason) implements Understanding {}
}
