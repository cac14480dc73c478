package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Chooses the rule for an aggregate call. */
public final class Aggregates {

    private static final Set<Long> INTEGERS = Set.of(Oid.INT2, Oid.INT4, Oid.INT8);
    private static final Set<String> EXTREMA = Set.of("min", "max");
    private static final Set<String> WITH_ALGEBRA = Set.of("count", "sum", "avg", "min", "max");

    private Aggregates() {}

    /**
     * Whether there may be algebra for plain calls of functions with a name; what the name means is for the server to say.
     *
     * @param name an unqualified name
     * @return true for the names of the functions that have rules of their own
     */
    public static boolean mayHaveAlgebra(String name) {
        return WITH_ALGEBRA.contains(name);
    }

    /**
     * Whether a function has a rule of its own for plain calls. Calls of all others are {@link AggregateCall.Form.Written}.
     *
     * @param function a function as the server resolved it
     * @param arguments the types of its arguments
     * @return true when it is built in and its rule is known
     */
    public static boolean hasAlgebra(QualifiedName function, List<SqlType> arguments) {
        String name = function.name().name();
        // NULL tests of rows look at their fields, so their extremum would be told from null in the wrong way.
        boolean unfit = EXTREMA.contains(name)
                && arguments.stream().anyMatch(a -> a.facts().composite());
        return mayHaveAlgebra(name) && function.equals(QualifiedName.of("pg_catalog", name)) && !unfit;
    }

    static AggregateRule ruleFor(AggregateCall call, ColumnTypes types) {
        return switch (call.form()) {
            case AggregateCall.Form.Written written -> new RecomputeRule();
            case AggregateCall.Form.Plain plain -> algebraFor(call, types);
        };
    }

    /** The rule by which a call's state is made of sums alone; nothing when there is none. */
    static Optional<AggregateRule> summingRuleFor(AggregateCall call, ColumnTypes types) {
        return switch (ruleFor(call, types)) {
            case CountRule count -> Optional.of(count);
            case ExactSumRule sum -> Optional.of(sum);
            case SummingRule sum -> Optional.of(sum);
            case FixedScaleSumRule sum -> Optional.of(new SummingRule(sum.kind(), OptionalInt.of(sum.scale())));
            case DecimalSumRule sum -> Optional.of(new SummingRule(sum.kind(), OptionalInt.empty()));
            case ExtremumRule extremum -> Optional.empty();
            case RecomputeRule recompute -> Optional.empty();
        };
    }

    private static AggregateRule algebraFor(AggregateCall call, ColumnTypes types) {
        if (!hasAlgebra(call.function(), call.argumentTypes())) {
            throw new IllegalArgumentException("no rule for " + call.function().sql());
        }
        return switch (call.function().name().name()) {
            case "count" -> new CountRule();
            case "sum" -> sum(call, SumKind.SUM, types);
            case "avg" -> sum(call, SumKind.AVERAGE, types);
            case "min" -> new ExtremumRule(ExtremumRule.End.MINIMUM);
            case "max" -> new ExtremumRule(ExtremumRule.End.MAXIMUM);
            default ->
                throw new IllegalArgumentException(
                        "no rule for " + call.function().sql());
        };
    }

    private static AggregateRule sum(AggregateCall call, SumKind kind, ColumnTypes types) {
        long type = call.argumentTypes().getFirst().base();
        if (INTEGERS.contains(type)) {
            return new ExactSumRule(kind);
        }
        // Floating point sums drift, and those of interval and money do not divide exactly: their groups are read
        // again.
        if (type != Oid.NUMERIC) {
            return new RecomputeRule();
        }
        return DecimalScale.of(call.arguments().getFirst(), types)
                .<AggregateRule>map(scale -> new FixedScaleSumRule(kind, scale))
                .orElseGet(() -> new DecimalSumRule(kind));
    }
}
