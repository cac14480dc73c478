package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Relation;

/**
 * The rule for operators that work partition by partition and are not linear: a nested aggregation by its groups, window functions by PARTITION
 * BY, DISTINCT ON and the first rows of an order.
 *
 * <p>Law: if {@code f(R) = ⊎ f(R|k)} over the partitions k, then only partitions that a changed row is in can change, and with
 * {@code R' = R - ΔR} the state before
 *
 * <pre>
 * Δf(R) = Σ over k in keys(ΔR) of f(R|k) - f(R'|k)
 * </pre>
 *
 * The rows {@code R'|k} are those of now, restricted to the touched partitions, minus the changes, by images. The operator is written so that its
 * result is a function of the bag it is given: where SQL leaves something open, such as the order of ties or which of several equal keys is
 * shown, it is decided by the images of the rows. Otherwise the same rows could give one result when they come and another when they go.
 *
 * <p>Before: {@code max(x) by g}, ΔR = {(g=1, x=5, -1)}. After: the maximum of group 1 now, minus its maximum before.
 *
 * <p>State: none. The first k rows of an order without partitions need, of the rows as they are now, the first k plus as many as came.
 */
final class PartitionRule {

    private PartitionRule() {}

    static Delta of(Relation operator, Differentiator differentiator) {
        return new Delta.Recomputed(
                operator, differentiator.differentiate(operator.inputs().getFirst()));
    }
}
