package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Join;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.List;

/**
 * The rule for outer joins.
 *
 * <p>Law: a left join is the inner join and, padded with nulls, the antijoin; a full join has a second antijoin from the right.
 *
 * <pre>
 * Δ(L⟕R) = Δ(L⋈R) + Δ(L▷R)×{null}           Δ(L⟗R) = Δ(L⟕R) + {null}×Δ(R▷L)
 * </pre>
 *
 * <p>Before: {@code a ⟕ b}, with b changed. After: {@code a⋈Δb}, and the rows of a that lost their last partner or found their first one, padded.
 *
 * <p>State: none.
 */
final class OuterJoinRule {

    private OuterJoinRule() {}

    static Delta of(OuterJoin join, Differentiator differentiator) {
        Delta inner =
                InclusionExclusion.of(new Join(List.of(join.left(), join.right()), join.conditions()), differentiator);
        Delta left = unmatched(join.left(), join.right(), join.conditions(), differentiator);
        return switch (join.kind()) {
            case LEFT -> new Delta.Sum(List.of(inner, left));
            case FULL ->
                new Delta.Sum(
                        List.of(inner, left, unmatched(join.right(), join.left(), join.conditions(), differentiator)));
        };
    }

    private static Delta unmatched(
            Relation kept, Relation partners, List<Scalar> conditions, Differentiator differentiator) {
        SemiJoin antijoin = new SemiJoin(SemiJoin.Sense.ANTI, kept, partners, conditions);
        return new Delta.Padded(SemiJoinRule.of(antijoin, differentiator), partners.columns());
    }
}
