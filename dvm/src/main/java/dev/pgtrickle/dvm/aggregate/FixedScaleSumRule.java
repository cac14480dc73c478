package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.aggregate.GroupState.StateSpec;
import dev.pgtrickle.dvm.algebra.AggregateCall;

/**
 * The rule for {@code sum} and {@code avg} of a numeric expression whose finite values all have the same scale.
 *
 * <p>Law: {@code sum(R) = sum(R') + Σ w·x} for finite x, at that scale. Such a value is not infinite. NaN has no inverse: a group with one has the
 * sum NaN and is read again whenever it changes.
 *
 * <p>State: the sum and the number of rows with the argument; they are made of the aggregates that the query has, so recomputing takes as long as the
 * query.
 *
 * <pre>
 * before: sum(x) = 1.25, Δ = {(x=0.25, -1)}, scale 2     after: 1.00
 * </pre>
 *
 * @param kind what is made of the sum
 * @param scale the scale
 */
record FixedScaleSumRule(SumKind kind, int scale) implements AggregateRule {

    private static final String NAN = " = 'NaN'::numeric";

    @Override
    public String declare(AggregateCall call, GroupState state) {
        Argument argument =
                state.argument(call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter());
        String a = argument.name();
        String x = state.contribution("exact sum " + a, "coalesce(sum(" + ChangeWeight.NAME + " * " + a + "), 0)");
        GroupState.Stored sum = state.state(
                "exact sum " + a,
                new StateSpec(
                        "numeric",
                        stored -> "coalesce(" + stored + ", 0) + g." + x,
                        "coalesce(sum(" + a + "), 0)",
                        "0"));
        state.rereadWhen("g." + x + NAN + " OR s." + sum.column() + NAN);
        String reread = state.reread(call.function().sql() + "(" + a + ")");
        String present = state.present(argument);
        String exact = "round(" + sum.fresh() + ", " + scale + ")";
        return kind.result(present, sum.fresh(), reread, exact);
    }
}
