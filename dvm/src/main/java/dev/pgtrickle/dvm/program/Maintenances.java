package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.aggregate.GroupState;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate.Call;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.function.Predicate;

/** Chooses how a shape is stored and maintained. */
public final class Maintenances {

    private Maintenances() {}

    /**
     * Plans the maintenance of a shape.
     *
     * @param shape the shape
     * @param table where the contents will be stored
     * @param currentRows reads the sources
     * @param neverNull which expressions over the shape's input are certainly not null
     * @return the plan
     */
    public static Maintenance plan(
            ViewShape shape, QualifiedName table, CurrentRows currentRows, Predicate<Scalar> neverNull) {
        return switch (shape) {
            case ViewShape.Groups groups ->
                new GroupMaintenance(
                        groups,
                        GroupState.plan(
                                groups.aggregate().calls().stream()
                                        .map(Call::call)
                                        .toList(),
                                neverNull,
                                groups.types()),
                        table,
                        currentRows);
            case ViewShape.Recursion recursion ->
                switch (recursion.fixpoint().duplicates()) {
                    case REMOVED -> new DistinctRecursionMaintenance(recursion, table, currentRows);
                    case KEPT -> new CountedRecursionMaintenance(recursion, table, currentRows);
                };
            case ViewShape.Rows rows ->
                rows.key().isPresent()
                        ? new KeyedRowMaintenance(rows, table, currentRows)
                        : new CountedRowMaintenance(rows, table, currentRows);
        };
    }
}
