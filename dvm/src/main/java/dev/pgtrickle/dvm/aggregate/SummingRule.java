package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.aggregate.GroupState.Argument;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import java.util.OptionalInt;

/**
 * The rule for {@code sum} and {@code avg} of numeric by sums alone, for groups that are never read again.
 *
 * <p>Law: NaN and the infinities have no inverse, but the number of rows that have one does. With the sum of the finite values and these numbers, the
 * result is NaN if there is a NaN, or an infinity of either sign; an infinity if there is one; otherwise the sum, with the scale of {@link ScaleCounts}
 * where the scale is not known.
 *
 * <p>State: the sum of the finite values, the number of NaNs and, where the type can hold them, of infinities by sign; the scales; and the number of
 * rows with the argument. {@link FixedScaleSumRule} and {@link DecimalSumRule} cost less to recompute.
 *
 * <pre>
 * before: sum(x) = NaN of {1.5, NaN}, Δ = {(x=NaN, -1)}     after: 1.5
 * </pre>
 *
 * @param kind what is made of the sum
 * @param scale the scale of all finite values, where it is known
 */
record SummingRule(SumKind kind, OptionalInt scale) implements AggregateRule {

    private static final String NAN = "'NaN'::numeric";
    private static final String INFINITY = "'Infinity'::numeric";
    private static final String MINUS_INFINITY = "'-Infinity'::numeric";

    @Override
    public String declare(AggregateCall call, GroupState state) {
        Argument argument =
                state.argument(call.arguments().getFirst(), call.argumentTypes().getFirst(), call.filter());
        String a = argument.name();
        String finite = scale.isPresent()
                ? a + " <> " + NAN
                : a + " NOT IN (" + NAN + ", " + INFINITY + ", " + MINUS_INFINITY + ")";
        String key = "finite sum " + a;
        String x = state.sum(key, "numeric", ChangeWeight.NAME + " * " + a, finite);
        String sum = state.summed(key, "numeric", x, "coalesce(sum(" + a + ") FILTER (WHERE " + finite + "), 0)")
                .fresh();
        String present = state.present(argument);
        String exact = scale.isPresent()
                ? "round(" + sum + ", " + scale.getAsInt() + ")"
                : ScaleCounts.ofAll(a, state).rounded(sum);
        return "CASE WHEN " + present + " = 0 THEN NULL " + special(a, state) + "ELSE " + kind.of(exact, present)
                + " END";
    }

    private String special(String a, GroupState state) {
        String nan = state.counted("nan " + a, a + " = " + NAN).fresh() + " > 0";
        if (scale.isPresent()) {
            return "WHEN " + nan + " THEN " + NAN + " ";
        }
        String plus = state.counted("infinity " + a, a + " = " + INFINITY).fresh() + " > 0";
        String minus =
                state.counted("-infinity " + a, a + " = " + MINUS_INFINITY).fresh() + " > 0";
        return "WHEN " + nan + " OR " + plus + " AND " + minus + " THEN " + NAN + " WHEN " + plus + " THEN " + INFINITY
                + " WHEN " + minus + " THEN " + MINUS_INFINITY + " ";
    }
}
