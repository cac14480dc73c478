package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.program.ViewShape;
import java.util.Set;

/**
 * Tells queries whose rows follow from the rows of their tables alone from those that take some of several equally good ones, where maintenance takes
 * its own: then the query itself may take others.
 */
final class DefiniteRows {

    /** Aggregates of {@code pg_catalog} to which the order of rows makes no difference, but for the last digits of floating point numbers. */
    private static final Set<String> ORDERLESS = Set.of(
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "bool_and",
            "bool_or",
            "every",
            "bit_and",
            "bit_or",
            "bit_xor",
            "stddev",
            "stddev_pop",
            "stddev_samp",
            "variance",
            "var_pop",
            "var_samp");

    private DefiniteRows() {}

    /** Whether a query has definite rows. The time is no table: what depends on it is left to those who follow it. */
    static boolean of(ViewShape shape) {
        return switch (shape) {
            case ViewShape.Recursion recursion -> false;
            case ViewShape.Rows rows -> of(rows.input()) && !Clock.isRead(rows.input());
            case ViewShape.Groups groups ->
                groups.first().isEmpty() && of(groups.aggregate()) && !Clock.isRead(groups.aggregate());
        };
    }

    private static boolean of(Relation relation) {
        boolean itself = switch (relation) {
            case Relation.Aggregate aggregate ->
                aggregate.calls().stream().map(Relation.Aggregate.Call::call).allMatch(DefiniteRows::isOrderless);
            case Relation.TopK top -> false;
            case Relation.Window window -> false;
            case Relation.Fixpoint fixpoint -> false;
            case Relation.SelfReference self -> false;
            case Relation.Scan scan -> true;
            case Relation.Filter filter -> true;
            case Relation.Project project -> true;
            case Relation.Join join -> true;
            case Relation.OuterJoin join -> true;
            case Relation.SemiJoin join -> true;
            case Relation.UnionAll union -> true;
            case Relation.TableFunction function -> true;
            case Relation.Values values -> true;
        };
        return itself && relation.inputs().stream().allMatch(DefiniteRows::of);
    }

    private static boolean isOrderless(AggregateCall call) {
        return call.function().schema() != null
                && call.function().schema().name().equals("pg_catalog")
                && ORDERLESS.contains(call.function().name().name());
    }
}
