package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Set;

/** Chooses the rule for an aggregate call. */
public final class Aggregates {

    private static final Set<Long> INTEGERS = Set.of(Oid.INT2, Oid.INT4, Oid.INT8);
    private static final Set<String> SUPPORTED = Set.of("count", "sum", "avg", "min", "max");

    private Aggregates() {}

    /**
     * Whether calls of a function are maintained incrementally.
     *
     * @param call a call, without DISTINCT and ORDER BY
     * @return true when there is a rule
     */
    public static boolean isSupported(AggregateCall call) {
        String name = call.function().name().name();
        return SUPPORTED.contains(name) && call.function().equals(QualifiedName.of("pg_catalog", name));
    }

    static AggregateRule ruleFor(AggregateCall call) {
        if (!isSupported(call)) {
            throw new IllegalArgumentException("no rule for " + call.function().sql());
        }
        return switch (call.function().name().name()) {
            case "count" -> new CountRule();
            case "sum" -> sum(call, SumKind.SUM);
            case "avg" -> sum(call, SumKind.AVERAGE);
            case "min" -> new ExtremumRule(ExtremumRule.End.MINIMUM);
            case "max" -> new ExtremumRule(ExtremumRule.End.MAXIMUM);
            default ->
                throw new IllegalArgumentException(
                        "no rule for " + call.function().sql());
        };
    }

    private static AggregateRule sum(AggregateCall call, SumKind kind) {
        long type = call.argumentTypes().getFirst().base();
        if (INTEGERS.contains(type)) {
            return new ExactSumRule(kind);
        }
        // Floating point sums drift, and those of interval and money do not divide exactly: their groups are read
        // again.
        return type == Oid.NUMERIC ? new DecimalSumRule(kind) : new RecomputeRule();
    }
}
