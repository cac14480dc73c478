package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.algebra.AggregateCall;

/**
 * The rule for an aggregate that has no exact algebra, such as a floating point sum: whenever a row with the argument changes, the rows of
 * its group are read again.
 *
 * <p>Law: {@code f(R)}, computed from the rows of the group as they are now. State: none.
 *
 * <pre>
 * before: sum(x) = Infinity, Δ = {(x=Infinity, -1)}                     after: the sum of what is left
 * </pre>
 */
record RecomputeRule() implements AggregateRule {

    @Override
    public String declare(AggregateCall call, GroupState state) {
        Argument argument =
                state.argument(call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter());
        state.rereadWhen("true");
        return state.reread(call.function().sql() + "(" + argument.name() + ")");
    }
}
