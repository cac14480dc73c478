package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The rule for an aggregate that has no exact algebra, such as a floating point sum, an ordered-set aggregate or one with DISTINCT: whenever a
 * row of a group changes, the rows of the group are read again.
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
        state.rereadWhen("true");
        return state.reread(
                switch (call.form()) {
                    case AggregateCall.Form.Plain plain -> plain(call, state);
                    case AggregateCall.Form.Written written -> written(call, written.text(), state);
                });
    }

    /** Only for functions that ignore nulls: the filter is folded into the argument. */
    private static String plain(AggregateCall call, GroupState state) {
        Argument argument =
                state.argument(call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter());
        return call.function().sql() + "(" + argument.name() + ")";
    }

    /** The call is computed as it is written, from the columns that it reads: nothing of it is evaluated where its filter is not true. */
    private static String written(AggregateCall call, Scalar text, GroupState state) {
        Map<ColumnId, String> names = new HashMap<>();
        List<ColumnId> columns = List.copyOf(text.columns());
        for (int i = 0; i < columns.size(); i++) {
            names.put(
                    columns.get(i),
                    state.argument(
                                    Scalar.of(columns.get(i)),
                                    call.argumentTypes().get(i),
                                    Optional.empty())
                            .name());
        }
        String filter = call.filter()
                .map(f -> " FILTER (WHERE "
                        + state.argument(f, CountRule.BOOLEAN, Optional.empty()).name() + ")")
                .orElse("");
        return text.print(id -> Objects.requireNonNull(names.get(id))) + filter;
    }
}
