package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.emit.ChangeSource;
import dev.pgtrickle.dvm.source.SourceColumn;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a stream table of one shape is stored, filled and kept up to date. */
public sealed interface Maintenance
        permits GroupMaintenance,
                KeyedRowMaintenance,
                CountedRowMaintenance,
                DistinctRecursionMaintenance,
                CountedRecursionMaintenance {

    /**
     * The storage layout.
     *
     * @return the layout
     */
    Storage storage();

    /**
     * The relation whose changes are propagated.
     *
     * @return a relation without aggregates
     */
    Relation input();

    /**
     * The columns whose changes matter.
     *
     * @return by table OID, the columns by increasing number
     */
    Map<Long, List<SourceColumn>> capturedColumns();

    /**
     * The contents from scratch.
     *
     * @return a SELECT of all storage columns, in the order of {@link Storage#columns}
     */
    String populate();

    /**
     * The statement that applies changes.
     *
     * @param changedLeaves the leaf numbers of the changed scans; none when only the time changed
     * @param source where their changes are found
     * @return the statement
     */
    ApplyStatement apply(Set<Integer> changedLeaves, ChangeSource source);
}
