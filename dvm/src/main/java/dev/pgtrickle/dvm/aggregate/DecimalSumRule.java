package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.aggregate.GroupState.StateSpec;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import java.util.Optional;

/**
 * The rule for {@code sum} and {@code avg} of numeric, digit by digit as PostgreSQL prints them.
 *
 * <p>Law: {@code sum(R) = sum(R') + Σ w·x} for finite x. The display scale of PostgreSQL's sum is the largest scale among the current inputs,
 * and that of its average follows from it. The largest scale is not additive, but the number of rows of each scale is: they are kept as
 * the digits of one number, {@code Σ w·10^(12·scale(x))}, whose length tells the largest scale that is left. A sum is exact at that scale,
 * so rounding to it only sets the display scale.
 *
 * <p>NaN and the infinities have no inverse, and scales above 1000 would make that number unwieldy: a group with such a value keeps the sum
 * NaN and is read again whenever it changes.
 *
 * <p>State: the sum, the number of rows with the argument and, unless the column's type fixes the scale, the scales.
 *
 * <pre>
 * before: sum(x) = 1.250, Δ = {(x=0.250, -1)}, the rest has scale 1     after: 1.0
 * </pre>
 */
record DecimalSumRule(SumKind kind) implements AggregateRule {

    /** So many digits hold the number of rows of one scale. */
    private static final int DIGITS = 12;

    private static final int LARGEST_SCALE = 1000;

    @Override
    public String declare(AggregateCall call, GroupState state) {
        Argument argument =
                state.argument(call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter());
        String a = argument.name();
        // scale() is null for NaN and the infinities, so that this is true for ordinary values only.
        String ordinary = "scale(" + a + ") <= " + LARGEST_SCALE;
        String special = a + " IS NOT NULL AND (" + ordinary + ") IS NOT TRUE";

        String specials = state.contribution("special " + a, "count(*) FILTER (WHERE " + special + ")");
        String x = state.contribution(
                "decimal sum " + a,
                "coalesce(sum(" + ChangeWeight.NAME + " * " + a + ") FILTER (WHERE " + ordinary + "), 0)");
        GroupState.Stored sum = state.state(
                "decimal sum " + a,
                new StateSpec(
                        "numeric",
                        stored -> "coalesce(" + stored + ", 0) + g." + x,
                        "CASE WHEN bool_or(" + special + ") THEN 'NaN'::numeric ELSE coalesce(sum(" + a
                                + ") FILTER (WHERE " + ordinary + "), 0) END",
                        "0"));
        state.rereadWhen("g." + specials + " > 0 OR s." + sum.column() + " = 'NaN'::numeric");
        String reread = state.reread(call.function().sql() + "(" + a + ")");

        String present = state.present(argument);
        String exact = scaled(
                argument, sum.fresh(), state, call.argumentTypes().getFirst().fixedScale());
        String value = switch (kind) {
            case SUM -> exact;
            case AVERAGE -> exact + " / " + present + "::numeric";
        };
        return "CASE WHEN " + present + " = 0 THEN NULL WHEN " + sum.fresh() + " = 'NaN'::numeric THEN " + reread
                + " ELSE " + value + " END";
    }

    private static String scaled(Argument argument, String sum, GroupState state, Optional<Integer> fixedScale) {
        if (fixedScale.isPresent()) {
            return "round(" + sum + ", " + fixedScale.get() + ")";
        }
        String a = argument.name();
        String ordinary = "scale(" + a + ") <= " + LARGEST_SCALE;
        String digit = "('1e' || " + DIGITS + " * scale(" + a + "))::numeric";
        String x = state.contribution(
                "scales " + a,
                "coalesce(sum(" + ChangeWeight.NAME + " * " + digit + ") FILTER (WHERE " + ordinary + "), 0)");
        String scales = state.state(
                        "scales " + a,
                        new StateSpec(
                                "numeric",
                                stored -> "coalesce(" + stored + ", 0) + g." + x,
                                "coalesce(sum(" + digit + ") FILTER (WHERE " + ordinary + "), 0)",
                                "0"))
                .fresh();
        return "round(" + sum + ", (length(trunc(" + scales + ")::text) - 1) / " + DIGITS + ")";
    }
}
