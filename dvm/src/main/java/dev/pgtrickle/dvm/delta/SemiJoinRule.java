package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.delta.Delta.Crossed;
import dev.pgtrickle.dvm.delta.Delta.Factor;
import dev.pgtrickle.dvm.delta.Delta.Sign;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule for semijoins and antijoins.
 *
 * <p>Law: let {@code e(l)} be one if the semijoin keeps the row l now, else zero, and {@code e'(l)} the same for the state before. Then
 * {@code Δ(L⋉R) = L·e - L'·e'}, and with {@code L' = L - ΔL}
 *
 * <pre>
 * Δ(L⋉R) = ΔL·e + L·(e - e') - ΔL·(e - e')
 * </pre>
 *
 * where {@code e - e'} differs from zero only for rows that match a row of ΔR. Let n be the number of partners of l now and p the sum of the
 * weights of its matches in ΔR, so that there were {@code n - p} before: {@code e - e'} is one when {@code n > 0} and {@code n - p = 0}, minus
 * one when {@code n = 0} and {@code n - p > 0}; for an antijoin the other way round. How often a row is there plays no part on the right, and is
 * kept on the left.
 *
 * <pre>
 * before: a ⋉ b, both changed               after: Δa that match b  +  a crossed by Δb  -  Δa crossed by Δb
 * </pre>
 *
 * State: none. {@code n - p = 0} with {@code p > 0} is asked as "is there no match after the first p", so at most p + 1 partners are read.
 */
final class SemiJoinRule {

    private SemiJoinRule() {}

    static Delta of(SemiJoin join, Differentiator differentiator) {
        boolean leftChanged = differentiator.isChanged(join.left());
        boolean rightChanged = differentiator.isChanged(join.right());
        Delta left = rightChanged ? differentiator.shared(join.left()) : differentiator.differentiate(join.left());
        List<Delta> terms = new ArrayList<>();
        if (leftChanged) {
            terms.add(new Delta.Tested(left, join));
        }
        if (rightChanged) {
            Delta right = differentiator.shared(join.right());
            terms.add(new Crossed(Sign.PLUS, new Factor.Current(join.left()), join, right));
            if (leftChanged) {
                terms.add(new Crossed(Sign.MINUS, new Factor.Changed(left), join, right));
            }
        }
        return terms.size() == 1 ? terms.getFirst() : new Delta.Sum(terms);
    }
}
