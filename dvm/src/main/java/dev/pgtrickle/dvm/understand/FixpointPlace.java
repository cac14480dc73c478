package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;

/** Where a recursion may stand: its changes follow from what is stored of it, and what is stored is what stands at the top of a query. */
final class FixpointPlace {

    private FixpointPlace() {}

    /** Refuses a recursion that has more above it than filters and projections. */
    static void require(Relation relation) {
        Relation top = relation;
        while (top instanceof Relation.Project || top instanceof Relation.Filter) {
            top = top.inputs().getFirst();
        }
        if (top instanceof Fixpoint ? top.inputs().stream().anyMatch(FixpointPlace::has) : has(top)) {
            throw NotMaintainable.because(
                    "WITH RECURSIVE below a join, aggregation or the like",
                    "is not maintained incrementally",
                    "Make a stream table of the recursion, and another one over it.");
        }
    }

    private static boolean has(Relation relation) {
        return relation instanceof Fixpoint || relation.inputs().stream().anyMatch(FixpointPlace::has);
    }
}
