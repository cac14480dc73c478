package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The hidden state of a group: the arguments that aggregates read, the states they keep, and what makes a group be read again. Rules that
 * need the same argument or state share it.
 */
public final class GroupState {

    /**
     * An argument of one or more aggregates. A FILTER is folded in: the argument is null where the filter is not true, which aggregates
     * that ignore nulls cannot tell from a row that is left out.
     *
     * @param name its column name, {@code a<i>}
     * @param expression what is aggregated
     * @param type its type
     * @param notNull whether it is never null
     */
    public record Argument(String name, Scalar expression, SqlType type, boolean notNull) {

        /** A condition for the argument being there; for a row type, {@code IS NOT NULL} would look at its fields. */
        String isPresent() {
            return type.facts().composite() ? "num_nulls(" + name + ") = 0" : name + " IS NOT NULL";
        }
    }

    /**
     * A value that signed rows add to a group.
     *
     * @param name its column name, {@code x..}
     * @param sql an aggregate over {@code a<i>} and the weight
     * @param sum how it is a sum over rows, so that those of several batches add up to that of all of them; nothing where it is none
     */
    public record Contribution(String name, String sql, Optional<Sum> sum) {}

    /**
     * A sum over rows.
     *
     * @param type the type in which sums are added up
     * @param ofRow what one row adds, over {@code a<i>} and the weight
     */
    public record Sum(String type, String ofRow) {}

    /**
     * A stored state.
     *
     * @param number its number, from 1: stored as {@code __pgt_a<number>}, computed as {@code s<number>}
     * @param type its declared type
     * @param collation its collation clause, or an empty text
     * @param merged the new state from {@code s.} and {@code g.}, where the group need not be read again
     * @param computed the state from the rows of the group: an aggregate over {@code a<i>}
     * @param initial the state of a group without rows
     */
    public record Stored(int number, String type, String collation, String merged, String computed, String initial) {

        /**
         * The stored column.
         *
         * @return a hidden column name
         */
        public String column() {
            return "__pgt_a" + number;
        }

        /**
         * The new state.
         *
         * @return a column name
         */
        public String fresh() {
            return "s" + number;
        }
    }

    /**
     * A result that only reading the group again can give.
     *
     * @param name its column name, {@code r<k>}
     * @param call an aggregate call over {@code a<i>}
     */
    public record Reread(String name, String call) {}

    private final Predicate<Scalar> neverNull;
    private final ColumnTypes types;
    private final Map<Scalar, Argument> arguments = new LinkedHashMap<>();
    private final Map<String, Contribution> contributions = new LinkedHashMap<>();
    private final Map<String, Stored> states = new LinkedHashMap<>();
    private final Map<String, Reread> rereads = new LinkedHashMap<>();
    private final List<String> rereadConditions = new ArrayList<>();
    private final List<String> results = new ArrayList<>();
    private boolean comparesRows;

    private GroupState(Predicate<Scalar> neverNull, ColumnTypes types) {
        this.neverNull = neverNull;
        this.types = types;
    }

    /**
     * Plans the state of a group.
     *
     * @param calls the aggregate calls
     * @param neverNull which columns are certainly not null
     * @param types the types of the columns
     * @return the state; results in the order of the calls
     */
    public static GroupState plan(List<AggregateCall> calls, Predicate<Scalar> neverNull, ColumnTypes types) {
        GroupState state = new GroupState(neverNull, types);
        for (AggregateCall call : calls) {
            state.results.add(Aggregates.ruleFor(call, types).declare(call, state));
        }
        return state;
    }

    /**
     * Plans a state of which every part is a sum over the rows of the group, so that what batches of changes contribute can be kept aside and added
     * up by whoever reads.
     *
     * @param calls the aggregate calls
     * @param neverNull which columns are certainly not null
     * @param types the types of the columns
     * @return the state; nothing when one of the calls has no such state
     */
    public static Optional<GroupState> planSums(
            List<AggregateCall> calls, Predicate<Scalar> neverNull, ColumnTypes types) {
        return planSums(calls, neverNull, types, call -> Aggregates.summingRuleFor(call, types));
    }

    /**
     * The same without sums of numeric values whose scale is not known: what they keep of it overflows with more than some ten thousand digits.
     *
     * @param calls the aggregate calls
     * @param neverNull which columns are certainly not null
     * @param types the types of the columns
     * @return the state; nothing when one of the calls has no such state
     */
    public static Optional<GroupState> planSumsOfKnownScale(
            List<AggregateCall> calls, Predicate<Scalar> neverNull, ColumnTypes types) {
        return planSums(
                calls,
                neverNull,
                types,
                call -> Aggregates.ruleFor(call, types) instanceof DecimalSumRule
                        ? Optional.empty()
                        : Aggregates.summingRuleFor(call, types));
    }

    private static Optional<GroupState> planSums(
            List<AggregateCall> calls,
            Predicate<Scalar> neverNull,
            ColumnTypes types,
            Function<AggregateCall, Optional<AggregateRule>> rules) {
        GroupState state = new GroupState(neverNull, types);
        for (AggregateCall call : calls) {
            Optional<AggregateRule> rule = rules.apply(call);
            if (rule.isEmpty()) {
                return Optional.empty();
            }
            state.results.add(rule.get().declare(call, state));
        }
        return Optional.of(state);
    }

    Argument argument(Scalar expression, SqlType type, Optional<Scalar> filter) {
        Scalar filtered = filter.map(f -> filtered(expression, f)).orElse(expression);
        return arguments.computeIfAbsent(
                filtered,
                key -> new Argument(
                        "a" + (arguments.size() + 1), filtered, type, filter.isEmpty() && isNeverNull(expression)));
    }

    /** Arithmetic of columns that are never null is never null. */
    private boolean isNeverNull(Scalar expression) {
        return neverNull.test(expression)
                || DecimalScale.of(expression, types).isPresent()
                        && expression.columns().stream().map(Scalar::of).allMatch(neverNull);
    }

    private static Scalar filtered(Scalar expression, Scalar filter) {
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("CASE"));
        terms.add(new Scalar.Token("WHEN"));
        terms.addAll(filter.terms());
        terms.add(new Scalar.Token("THEN"));
        terms.addAll(expression.terms());
        terms.add(new Scalar.Token("END"));
        return new Scalar(terms);
    }

    String contribution(String key, String sql) {
        return contribution(key, sql, Optional.empty());
    }

    /** A contribution that is the sum of a value where it is not null. */
    String sum(String key, String type, String value) {
        return contribution(key, sumOf(type, value, ""), Optional.of(new Sum(type, "coalesce(" + value + ", 0)")));
    }

    /** A contribution that is the sum of a value over the rows for which a condition is true. */
    String sum(String key, String type, String value, String condition) {
        return contribution(
                key,
                sumOf(type, value, " FILTER (WHERE " + condition + ")"),
                Optional.of(new Sum(type, "coalesce(CASE WHEN " + condition + " THEN " + value + " END, 0)")));
    }

    private static String sumOf(String type, String value, String filter) {
        // A sum of bigint is numeric, as is one of numeric.
        return "coalesce(sum(" + value + ")" + filter + ", 0)" + (type.equals("numeric") ? "" : "::" + type);
    }

    private String contribution(String key, String sql, Optional<Sum> sum) {
        return contributions
                .computeIfAbsent(key, k -> new Contribution("x" + (contributions.size() + 1), sql, sum))
                .name();
    }

    /** A state that is the sum of its contributions. */
    Stored summed(String key, String type, String contribution, String computed) {
        return state(
                key, new StateSpec(type, stored -> "coalesce(" + stored + ", 0) + g." + contribution, computed, "0"));
    }

    /** What a state is made of; see {@link Stored}. */
    record StateSpec(String type, String collation, Function<String, String> merged, String computed, String initial) {

        StateSpec(String type, Function<String, String> merged, String computed, String initial) {
            this(type, "", merged, computed, initial);
        }
    }

    /** Declares a state, or finds the one with the same key; {@code merged} is given the stored column. */
    Stored state(String key, StateSpec spec) {
        return states.computeIfAbsent(key, k -> {
            int number = states.size() + 1;
            String stored = "s.__pgt_a" + number;
            return new Stored(
                    number,
                    spec.type(),
                    spec.collation(),
                    spec.merged().apply(stored),
                    spec.computed(),
                    spec.initial());
        });
    }

    /** The number of rows of the group in which an argument is present, as a new state. */
    String present(Argument argument) {
        if (argument.notNull()) {
            return "n";
        }
        return counted("present " + argument.name(), argument.isPresent()).fresh();
    }

    /** The number of rows of the group for which a condition is true, as a new state. */
    Stored counted(String key, String condition) {
        String x = sum(key, "bigint", ChangeWeight.NAME, condition);
        return summed(key, "bigint", x, "count(*) FILTER (WHERE " + condition + ")");
    }

    String reread(String call) {
        return rereads.computeIfAbsent(call, c -> new Reread("r" + (rereads.size() + 1), c))
                .name();
    }

    /** Adds a condition, over {@code g.} and {@code s.}, under which the rows of a changed group are read again. */
    void rereadWhen(String condition) {
        if (!rereadConditions.contains(condition)) {
            rereadConditions.add(condition);
        }
    }

    /** Says that a rule looks at single rows and not only at sums, so that rows must be netted before. */
    void comparesRows() {
        comparesRows = true;
    }

    /**
     * The arguments.
     *
     * @return in the order of their numbers
     */
    public List<Argument> arguments() {
        return List.copyOf(arguments.values());
    }

    /**
     * What changed rows add to a group.
     *
     * @return in the order of their numbers
     */
    public List<Contribution> contributions() {
        return List.copyOf(contributions.values());
    }

    /**
     * The stored states.
     *
     * @return in the order of their numbers
     */
    public List<Stored> states() {
        return List.copyOf(states.values());
    }

    /**
     * The results that need the group's rows.
     *
     * @return in the order of their numbers
     */
    public List<Reread> rereads() {
        return List.copyOf(rereads.values());
    }

    /**
     * When a changed group is read again.
     *
     * @return conditions over {@code g.} and {@code s.}; empty when never
     */
    public List<String> rereadConditions() {
        return List.copyOf(rereadConditions);
    }

    /**
     * The results of the calls.
     *
     * @return SQL over {@code n}, {@code s<j>} and {@code r<k>}, in the order of the calls
     */
    public List<String> results() {
        return List.copyOf(results);
    }

    /**
     * Whether rows have to be netted before they are grouped.
     *
     * @return true when a rule looks at single rows
     */
    public boolean needsNetRows() {
        return comparesRows;
    }
}
