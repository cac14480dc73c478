package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.algebra.AggregateCall;

/**
 * The rule for {@code sum} and {@code avg} of integers.
 *
 * <p>Law: {@code sum(R) = sum(R') + Σ w·x}; null when no row has the argument. {@code avg = sum / count} in numeric, as PostgreSQL computes
 * it.
 *
 * <p>State: the sum in numeric, so that a sum that does not fit its type for a moment does no harm, and the number of rows with the
 * argument.
 *
 * <pre>
 * before: sum(x) = 10, 2 rows, Δ = {(x=4, -1), (x=6, -1)}              after: null
 * </pre>
 */
record ExactSumRule(SumKind kind) implements AggregateRule {

    @Override
    public String declare(AggregateCall call, GroupState state) {
        Argument argument =
                state.argument(call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter());
        String key = "sum " + argument.name();
        String x = state.sum(key, "numeric", ChangeWeight.NAME + " * " + argument.name() + "::numeric");
        String sum = state.summed(key, "numeric", x, "coalesce(sum(" + argument.name() + "::numeric), 0)")
                .fresh();
        String present = state.present(argument);
        String value = switch (kind) {
            case SUM -> sum + "::" + call.resultType().declaration();
            case AVERAGE -> sum + " / " + present + "::numeric";
        };
        return "CASE WHEN " + present + " > 0 THEN " + value + " END";
    }
}
