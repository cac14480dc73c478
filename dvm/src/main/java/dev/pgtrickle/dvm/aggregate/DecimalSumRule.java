package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.aggregate.GroupState.StateSpec;
import dev.pgtrickle.dvm.algebra.AggregateCall;

/**
 * The rule for {@code sum} and {@code avg} of numeric, digit by digit as PostgreSQL prints them.
 *
 * <p>Law: {@code sum(R) = sum(R') + Σ w·x} for finite x. The display scale of PostgreSQL's sum is the largest scale among the current inputs,
 * and that of its average follows from it: see {@link ScaleCounts}. A sum is exact at that scale, so rounding to it only sets the display
 * scale.
 *
 * <p>NaN and the infinities have no inverse, and scales above 1000 would make that number unwieldy: a group with such a value keeps the sum
 * NaN and is read again whenever it changes. A sum is one of these if an input is.
 *
 * <p>State: the sum, the number of rows with the argument, and the scales. See {@link FixedScaleSumRule} for arguments of one scale.
 *
 * <pre>
 * before: sum(x) = 1.250, Δ = {(x=0.250, -1)}, the rest has scale 1     after: 1.0
 * </pre>
 */
record DecimalSumRule(SumKind kind) implements AggregateRule {

    private static final int LARGEST_SCALE = 1000;

    private static final String SPECIAL = " IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)";

    @Override
    public String declare(AggregateCall call, GroupState state) {
        Argument argument =
                state.argument(call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter());
        String a = argument.name();
        // scale() is null for NaN and the infinities.
        String unwieldy = "bool_or(scale(" + a + ") > " + LARGEST_SCALE + ")";

        String unwieldyChange = state.contribution("unwieldy " + a, "coalesce(" + unwieldy + ", false)");
        String x = state.contribution("decimal sum " + a, "coalesce(sum(" + ChangeWeight.NAME + " * " + a + "), 0)");
        GroupState.Stored sum = state.state(
                "decimal sum " + a,
                new StateSpec(
                        "numeric",
                        stored -> "coalesce(" + stored + ", 0) + g." + x,
                        "CASE WHEN " + unwieldy + " OR sum(" + a + ")" + SPECIAL
                                + " THEN 'NaN'::numeric ELSE coalesce(sum(" + a + "), 0) END",
                        "0"));
        state.rereadWhen(
                "g." + unwieldyChange + " OR g." + x + SPECIAL + " OR s." + sum.column() + " = 'NaN'::numeric");
        String reread = state.reread(call.function().sql() + "(" + a + ")");

        String present = state.present(argument);
        String exact = ScaleCounts.upTo(LARGEST_SCALE, a, state).rounded(sum.fresh());
        return kind.result(present, sum.fresh(), reread, exact);
    }
}
