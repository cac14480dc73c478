package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.aggregate.GroupState.StateSpec;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule for {@code sum} and {@code avg} of numeric, digit by digit as PostgreSQL prints them.
 *
 * <p>Law: {@code sum(R) = sum(R') + Σ w·x} for finite x. The display scale of PostgreSQL's sum is the largest scale among the current inputs,
 * and that of its average follows from it. The largest scale is not additive, but the number of rows of each scale is: they are kept as
 * the digits of one number, {@code Σ w·10^(12·scale(x))}, whose length tells the largest scale that is left. A sum is exact at that scale,
 * so rounding to it only sets the display scale.
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

    /** So many digits hold the number of rows of one scale. */
    private static final int DIGITS = 12;

    private static final int LARGEST_SCALE = 1000;

    /** Scales whose digit is written out, which spares making it from text for every row. */
    private static final int USUAL_SCALES = 6;

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
        String exact =
                "round(" + sum.fresh() + ", (length(trunc(" + scales(a, state) + ")::text) - 1) / " + DIGITS + ")";
        return kind.result(present, sum.fresh(), reread, exact);
    }

    /** The number of rows of each scale. */
    private static String scales(String a, GroupState state) {
        String digit = Stream.iterate(0, scale -> scale + 1)
                .limit(USUAL_SCALES + 1)
                .map(scale -> "WHEN " + scale + " THEN 1" + "0".repeat(DIGITS * scale) + "::numeric")
                .collect(Collectors.joining(
                        " ",
                        "CASE scale(" + a + ") ",
                        " ELSE CASE WHEN scale(" + a + ") <= " + LARGEST_SCALE + " THEN ('1e' || " + DIGITS
                                + " * scale(" + a + "))::numeric END END"));
        String x = state.contribution("scales " + a, "coalesce(sum(" + ChangeWeight.NAME + " * " + digit + "), 0)");
        return state.state(
                        "scales " + a,
                        new StateSpec(
                                "numeric",
                                stored -> "coalesce(" + stored + ", 0) + g." + x,
                                "coalesce(sum(" + digit + "), 0)",
                                "0"))
                .fresh();
    }
}
