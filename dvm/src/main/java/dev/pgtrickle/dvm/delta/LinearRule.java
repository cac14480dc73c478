package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Relation;

/**
 * The rule for linear operators.
 *
 * <p>Law: {@code Δ(σ(R)) = σ(ΔR)} and {@code Δ(π(R)) = π(ΔR)}. Each changed row is judged and computed by its own values, on either sign.
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

    static Delta project(Relation.Project project, Delta input) {
        return new Delta.Projected(input, project.projections());
    }
}
