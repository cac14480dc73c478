package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule for linear operators.
 *
 * <p>Law: {@code Δ(σ(R)) = σ(ΔR)} and {@code Δ(π(R)) = π(ΔR)}. Each changed row is judged and computed by its own values, on either sign. So do
 * {@code Δ(R ∪ S) = ΔR ∪ ΔS} for bags, and {@code Δ(R × f(R)) = ΔR × f(ΔR)} for a table function of the row.
 *
 * <pre>
 * before: Project[a+b](Filter[a>0](t))      after: Projected[a+b](Filtered[a>0](Δt))
 * </pre>
 *
 * State: none.
 */
final class LinearRule {

    private LinearRule() {}

    static Delta filter(Relation.Filter filter, Delta input) {
        return new Delta.Filtered(input, filter.conditions());
    }

    static Delta union(Relation.UnionAll union, Differentiator differentiator) {
        List<Delta> terms = new ArrayList<>();
        for (Branch branch : union.branches()) {
            if (differentiator.isChanged(branch.relation())) {
                List<Projection> values = new ArrayList<>();
                for (int i = 0; i < union.columns().size(); i++) {
                    values.add(new Projection(
                            union.columns().get(i), branch.values().get(i)));
                }
                terms.add(new Delta.Projected(differentiator.differentiate(branch.relation()), values));
            }
        }
        return terms.size() == 1 ? terms.getFirst() : new Delta.Sum(terms);
    }

    static Delta expand(Relation.TableFunction function, Delta input) {
        return new Delta.Expanded(input, function);
    }

    static Delta project(Relation.Project project, Delta input) {
        return new Delta.Projected(input, project.projections());
    }
}
