package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Piece.CallName;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.understand.ExpressionReader.Calls;
import dev.pgtrickle.dvm.understand.ExpressionReader.Known;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds GROUP BY, aggregates and HAVING.
 *
 * <p>Grouping expressions and aggregate calls are found again in HAVING and in what is read later, where they become references to the columns
 * of the aggregation. A column that is left over depends functionally on the grouped primary key (the server checked that): it becomes one more
 * key, which does not change the groups.
 */
final class GroupingBuilder {

    private final TreeBuilder builder;
    private final Scope scope;
    private final GroupingSets sets;
    private final Optional<ColumnId> setNumber;
    private final List<ColumnId> keys = new ArrayList<>();
    private final Map<Piece, ColumnId> dependent = new LinkedHashMap<>();
    private final Map<List<Integer>, ColumnId> masks = new LinkedHashMap<>();
    private final Map<Call, ColumnId> calls = new LinkedHashMap<>();

    /**
     * Reads GROUP BY.
     *
     * @param builder the builder of the whole query
     * @param scope what can be named below
     * @param select the SELECT
     */
    GroupingBuilder(TreeBuilder builder, Scope scope, Select select) {
        this.builder = builder;
        this.scope = scope;
        this.sets = select.groupBy() == null ? GroupingSets.ofAllRows() : GroupingSets.of(select.groupBy());
        this.setNumber =
                sets.isSingle() ? Optional.empty() : Optional.of(builder.ids().next());
    }

    /**
     * Builds the aggregation and HAVING.
     *
     * @param having the condition on groups, or null
     * @param wanted the expressions to compute for each group: targets, sort keys
     * @param others other calls that have columns of their own, above the aggregation
     * @param input what is grouped
     */
    Computed build(@Nullable Expression having, List<Expression> wanted, Calls others, Relation input) {
        List<Known> known = new ArrayList<>();
        for (Expression key : sets.keys()) {
            ColumnId id = builder.ids().next();
            keys.add(id);
            known.add(new Known(key.pieces(), id));
        }
        Calls own = (call, reader) -> column(call);
        ExpressionReader above =
                new ExpressionReader(scope, known, own.or(others), piece -> Optional.of(dependentKey(piece)));
        List<Scalar> conditions = having == null ? List.of() : above.readConjuncts(having);
        List<Scalar> values = wanted.stream().map(above::read).toList();
        Relation relation = aggregate(input);
        return new Computed(builder.subQueries().filter(relation, conditions), values);
    }

    private Aggregate aggregate(Relation rows) {
        SetReturningTargets functions = new SetReturningTargets(builder);
        ExpressionReader below = new ExpressionReader(scope, functions);
        AggregateResolver resolver = new AggregateResolver(builder.typing(), below);
        sets.keys().forEach(below::read);
        calls.keySet().forEach(resolver::columns);
        Relation input = functions.expand(builder.subQueries().attachAll(rows, below));
        calls.keySet().stream().map(resolver::columns).forEach(read -> refuseOuter(read, input));
        List<Scalar> expressions = new ArrayList<>();
        sets.keys().forEach(k -> expressions.add(below.read(k)));
        dependent.keySet().forEach(r -> expressions.add(below.read(Expression.of(r))));
        List<Call> written = List.copyOf(calls.keySet());
        Optional<AggregateResolver.Aggregation> ofDistinct = DistinctCalls.without(written)
                .map(plain -> resolver.resolve(input, expressions, plain))
                .filter(a -> DistinctCalls.apply(a.calls()));
        AggregateResolver.Aggregation resolved =
                ofDistinct.orElseGet(() -> resolver.resolve(input, expressions, written));
        Aggregate aggregate = aggregate(input, expressions, resolved);
        return ofDistinct.isPresent() ? DistinctCalls.nested(aggregate, builder.ids()) : aggregate;
    }

    private Aggregate aggregate(Relation input, List<Scalar> expressions, AggregateResolver.Aggregation resolved) {
        List<Aggregate.Key> typedKeys = keys(expressions, resolved.keys());
        List<Aggregate.Call> typedCalls = calls(resolved.calls());
        if (setNumber.isPresent()) {
            return new GroupingSetsBuilder(builder, sets, setNumber.get(), masks).build(input, typedKeys, typedCalls);
        }
        // The one grouping set has all expressions, so that GROUPING is always 0.
        masks.values().forEach(id -> typedKeys.add(new Aggregate.Key(id, Scalar.tokens("0"), builder.integer(input))));
        return new Aggregate(input, typedKeys, typedCalls);
    }

    /** An aggregate that only reads columns of a query around this one is an aggregate of that query. */
    private static void refuseOuter(Set<ColumnId> read, Relation input) {
        if (!read.isEmpty() && Collections.disjoint(read, input.columns())) {
            throw NotMaintainable.because(
                    "An aggregate of one query within another one", "is not maintained incrementally");
        }
    }

    private List<Aggregate.Key> keys(List<Scalar> expressions, List<SqlType> types) {
        List<ColumnId> ids = new ArrayList<>(keys);
        ids.addAll(dependent.values());
        List<Aggregate.Key> typed = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (!types.get(i).facts().groupable()) {
                throw NotMaintainable.because(
                        expressions.get(i).toString(),
                        "depends on the grouping key, but its type "
                                + types.get(i).facts().name() + " cannot be compared",
                        "Aggregate it, or leave it out.");
            }
            typed.add(new Aggregate.Key(ids.get(i), expressions.get(i), types.get(i)));
        }
        return typed;
    }

    private List<Aggregate.Call> calls(List<AggregateCall> resolved) {
        List<ColumnId> ids = List.copyOf(calls.values());
        List<Aggregate.Call> columns = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            columns.add(new Aggregate.Call(ids.get(i), resolved.get(i)));
        }
        return columns;
    }

    private ColumnId dependentKey(Piece reference) {
        return dependent.computeIfAbsent(reference, r -> builder.ids().next());
    }

    private Optional<ColumnId> column(Call call) {
        if (call.name() instanceof CallName.Construct construct
                && construct.keyword().equals("GROUPING")
                && call.arguments() instanceof Arguments.Values values) {
            return Optional.of(masks.computeIfAbsent(
                    sets.masks(values.values()), m -> builder.ids().next()));
        }
        return builder.aggregates().contains(call)
                ? Optional.of(calls.computeIfAbsent(call, c -> builder.ids().next()))
                : Optional.empty();
    }
}
