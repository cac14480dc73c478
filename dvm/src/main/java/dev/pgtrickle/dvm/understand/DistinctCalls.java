package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.AggregateCall.Form;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Arguments.LastArgument;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Quantifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes DISTINCT out of an aggregation whose calls all have it, on the same argument.
 *
 * <p>Law: {@code γ k; f(DISTINCT x)} is {@code γ k; f(x)} over {@code γ k, x;}. Groups of one value come and go with its first and last row, so that
 * a change reads the rows with that value again, and not the whole group. A FILTER becomes part of the argument, which is null where it is not
 * true: groups stay, and the functions ignore nulls.
 *
 * <pre>
 * before: SELECT k, count(DISTINCT x) FROM t GROUP BY k
 * after:  SELECT k, count(x) FROM (SELECT k, x FROM t GROUP BY k, x) GROUP BY k
 * </pre>
 */
final class DistinctCalls {

    private static final Set<String> SUMS = Set.of("count", "sum", "avg");
    private static final Set<String> EXTREMA = Set.of("min", "max");

    private DistinctCalls() {}

    /**
     * The calls without DISTINCT.
     *
     * @param calls the calls of an aggregation
     * @return the calls in the same order; nothing when some have no DISTINCT, or another argument or filter, or are no built-in sums
     */
    static Optional<List<Call>> without(List<Call> calls) {
        List<Call> plain = new ArrayList<>();
        Expression argument = null;
        boolean distinct = false;
        for (Call call : calls) {
            String name = AggregateNames.unqualified(call.name());
            if (!(call.arguments() instanceof Arguments.Values values)
                    || !isSimple(call, values)
                    || !(EXTREMA.contains(name) || SUMS.contains(name) && values.quantifier() == Quantifier.DISTINCT)) {
                return Optional.empty();
            }
            Expression own = values.values().getFirst().withoutParentheses();
            boolean same = argument == null
                    || argument.equals(own)
                            && java.util.Objects.equals(
                                    call.filter(), calls.getFirst().filter());
            if (!same) {
                return Optional.empty();
            }
            argument = own;
            distinct |= SUMS.contains(name);
            plain.add(new Call(
                    call.name(),
                    new Arguments.Values(Quantifier.ALL, values.values(), LastArgument.PLAIN, List.of(), List.of()),
                    List.of(),
                    call.filter(),
                    null));
        }
        return distinct ? Optional.of(plain) : Optional.empty();
    }

    private static boolean isSimple(Call call, Arguments.Values values) {
        return call.withinGroup().isEmpty()
                && values.values().size() == 1
                && values.last() == LastArgument.PLAIN
                && values.orderBy().isEmpty()
                && values.options().isEmpty()
                && !WrittenCalls.isNamed(values.values().getFirst());
    }

    /** Whether resolved calls are such that their values can be grouped by: that of built-in functions, of a type that can be compared. */
    static boolean apply(List<AggregateCall> calls) {
        return calls.stream()
                .allMatch(c -> c.form() instanceof Form.Plain
                        && c.argumentTypes().getFirst().facts().groupable());
    }

    /**
     * Puts a grouping by the argument below an aggregation.
     *
     * @param aggregate an aggregation whose calls have the same argument and filter
     * @param ids numbers for columns
     * @return the aggregation of distinct values
     */
    static Aggregate nested(Aggregate aggregate, ColumnIds ids) {
        AggregateCall first = aggregate.calls().getFirst().call();
        SqlType type = first.argumentTypes().getFirst();
        List<Aggregate.Key> inner = new ArrayList<>();
        List<Aggregate.Key> outer = new ArrayList<>();
        for (Aggregate.Key key : aggregate.keys()) {
            ColumnId below = ids.next();
            inner.add(new Aggregate.Key(below, key.expression(), key.type()));
            outer.add(new Aggregate.Key(key.id(), Scalar.of(below), key.type()));
        }
        ColumnId value = ids.next();
        Scalar argument = first.arguments().getFirst();
        inner.add(new Aggregate.Key(
                value, first.filter().map(f -> where(f, argument)).orElse(argument), type));
        List<Aggregate.Call> calls = aggregate.calls().stream()
                .map(c -> new Aggregate.Call(
                        c.id(),
                        new AggregateCall(
                                c.call().function(),
                                List.of(Scalar.of(value)),
                                c.call().argumentTypes(),
                                Optional.empty(),
                                c.call().resultType())))
                .toList();
        return new Aggregate(new Aggregate(aggregate.input(), inner, List.of()), outer, calls);
    }

    private static Scalar where(Scalar condition, Scalar value) {
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("CASE"));
        terms.add(new Scalar.Token("WHEN"));
        terms.addAll(condition.terms());
        terms.add(new Scalar.Token("THEN"));
        terms.addAll(value.terms());
        terms.add(new Scalar.Token("END"));
        return new Scalar(terms);
    }
}
