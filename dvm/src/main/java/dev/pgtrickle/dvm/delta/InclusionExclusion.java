package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.delta.Delta.Factor;
import dev.pgtrickle.dvm.delta.Delta.Product;
import dev.pgtrickle.dvm.delta.Delta.Sign;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule for a join of which few inputs changed.
 *
 * <p>Law: with {@code R' = R - ΔR} the state before, {@code Δ(R1⋈..⋈Rn) = R1⋈..⋈Rn - R1'⋈..⋈Rn'}. A join is linear in each input, so the
 * right-hand side multiplies out over the changed inputs C to
 *
 * <pre>
 * Σ over non-empty S ⊆ C of (-1)^(|S|+1) · ⋈ { ΔRi if i ∈ S, else Ri }
 * </pre>
 *
 * with the states Ri of now only: {@code 2^|C| - 1} terms, each planned by itself.
 *
 * <pre>
 * before: a ⋈ b, both changed               after: Δa⋈b + a⋈Δb - Δa⋈Δb
 * </pre>
 *
 * State: none. See "engines.md" of the design, form F2, for measurements.
 */
final class InclusionExclusion {

    private InclusionExclusion() {}

    static Delta of(Relation.Join join, Differentiator differentiator) {
        List<Integer> changed = new ArrayList<>();
        for (int i = 0; i < join.inputs().size(); i++) {
            if (differentiator.isChanged(join.inputs().get(i))) {
                changed.add(i);
            }
        }
        List<Delta> terms = new ArrayList<>();
        for (int size = 1; size <= changed.size(); size++) {
            for (int subset = 1; subset < 1 << changed.size(); subset++) {
                if (Integer.bitCount(subset) == size) {
                    terms.add(term(join, differentiator, changed, subset));
                }
            }
        }
        return terms.size() == 1 ? terms.getFirst() : new Delta.Sum(terms);
    }

    private static Product term(Relation.Join join, Differentiator differentiator, List<Integer> changed, int subset) {
        List<Factor> factors = new ArrayList<>();
        for (int i = 0; i < join.inputs().size(); i++) {
            Relation input = join.inputs().get(i);
            int place = changed.indexOf(i);
            boolean taken = place >= 0 && (subset & 1 << place) != 0;
            factors.add(taken ? new Factor.Changed(differentiator.shared(input)) : new Factor.Current(input));
        }
        return new Product(Sign.ofTerm(Integer.bitCount(subset)), factors, join.conditions());
    }
}
