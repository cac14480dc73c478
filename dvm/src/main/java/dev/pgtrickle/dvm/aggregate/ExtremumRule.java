package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.aggregate.GroupState.StateSpec;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.source.Operator;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.TypeFacts;

/**
 * The rule for {@code min} and {@code max}.
 *
 * <p>Law (for min; max is its mirror): with I the least value that came and D the least that went,
 *
 * <pre>
 * min(R) = least(min(R'), I)      if D is null, D > min(R'), or I &lt; min(R')
 * </pre>
 *
 * and otherwise the group's minimum may be gone and the group is read again, which an index on (group, value) makes cheap. Comparison is by
 * the type's own ordering; which of several equal values is shown is as arbitrary as it is in PostgreSQL.
 *
 * <p>State: the extremum.
 *
 * <pre>
 * before: min(x) = 1, Δ = {(x=1, -1), (x=0, +1)}                        after: 0, not read again
 * before: min(x) = 1, Δ = {(x=1, -1)}                                   after: read again
 * </pre>
 */
record ExtremumRule(End end) implements AggregateRule {

    enum End {
        MINIMUM("min", "least"),
        MAXIMUM("max", "greatest");

        private final String function;
        private final String better;

        End(String function, String better) {
            this.function = function;
            this.better = better;
        }
    }

    @Override
    public String declare(AggregateCall call, GroupState state) {
        SqlType type = call.argumentTypes().getFirst();
        Argument argument = state.argument(call.arguments().getFirst(), type, call.filter());
        state.comparesRows();
        String a = argument.name();
        String key = end.function + " " + a;
        String function = call.function().sql();
        String came = state.contribution(
                key + " came", function + "(" + a + ") FILTER (WHERE " + ChangeWeight.NAME + " > 0)");
        String went = state.contribution(
                key + " went", function + "(" + a + ") FILTER (WHERE " + ChangeWeight.NAME + " < 0)");
        GroupState.Stored extremum = state.state(
                key,
                new StateSpec(
                        call.resultType().declaration(),
                        call.resultType()
                                .collation()
                                .map(c -> " COLLATE " + c.name().sql())
                                .orElse(""),
                        stored -> end.better + "(" + stored + ", g." + came + ")",
                        function + "(" + a + ")",
                        "NULL"));
        String old = "s." + extremum.column();
        state.rereadWhen("g." + went + " IS NOT NULL AND NOT " + beats(type.facts(), old, "g." + went) + " AND (g."
                + came + " IS NULL OR NOT " + beats(type.facts(), "g." + came, old) + ")");
        return extremum.fresh();
    }

    /** Whether one value is strictly nearer to the end than another. */
    private String beats(TypeFacts facts, String one, String other) {
        Operator better = switch (end) {
            case MINIMUM -> facts.less();
            case MAXIMUM -> facts.greater();
        };
        return "(" + better.apply(one, other) + ")";
    }
}
