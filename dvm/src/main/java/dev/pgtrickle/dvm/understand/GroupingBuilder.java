package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.aggregate.Aggregates;
import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.GroupingElement;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Quantifier;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.understand.ExpressionReader.Calls;
import dev.pgtrickle.dvm.understand.ExpressionReader.Known;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds GROUP BY, aggregates, HAVING and the expressions above them.
 *
 * <p>Grouping expressions and aggregate calls are found again in HAVING and in the target list, where they become references to the columns of
 * the aggregation. A column that is left over depends functionally on the grouped primary key (the server checked that): it becomes one more
 * key, which does not change the groups.
 */
final class GroupingBuilder {

    private final TreeBuilder builder;
    private final Scope scope;
    private final List<Known> known = new ArrayList<>();
    private final List<Projection> keys = new ArrayList<>();
    private final Map<Piece, ColumnId> dependent = new LinkedHashMap<>();
    private final Map<Call, ColumnId> calls = new LinkedHashMap<>();

    GroupingBuilder(TreeBuilder builder, Scope scope) {
        this.builder = builder;
        this.scope = scope;
    }

    boolean applies(Select select, List<Expression> wanted) {
        return select.groupBy() != null
                || select.having() != null
                || wanted.stream().anyMatch(this::hasAggregate);
    }

    private boolean hasAggregate(Expression expression) {
        return expression.pieces().stream().anyMatch(this::hasAggregate);
    }

    private boolean hasAggregate(Piece piece) {
        return piece instanceof Call call
                && (builder.aggregates().contains(call)
                        || call.arguments() instanceof Arguments.Values values
                                && values.values().stream().anyMatch(this::hasAggregate));
    }

    /**
     * Builds the aggregation and HAVING.
     *
     * @param select the query
     * @param wanted the expressions to compute for each group: targets, sort keys
     * @param others other calls that have columns of their own, above the aggregation
     * @param input what is grouped
     */
    Computed build(Select select, List<Expression> wanted, Calls others, Relation input) {
        if (select.groupBy() != null) {
            select.groupBy().elements().forEach(this::addElement);
        }
        Calls own = (call, reader) -> aggregateColumn(call);
        ExpressionReader above =
                new ExpressionReader(scope, known, own.or(others), piece -> Optional.of(dependentKey(piece)));
        List<Scalar> having = select.having() == null ? List.of() : List.of(above.read(select.having()));
        List<Scalar> values = wanted.stream().map(above::read).toList();
        Relation relation = aggregate(input);
        return new Computed(having.isEmpty() ? relation : new Relation.Filter(relation, having), values);
    }

    private void addElement(GroupingElement element) {
        switch (element) {
            case GroupingElement.Key key -> addKey(key.expression());
            case GroupingElement.KeyList list -> list.keys().forEach(this::addKey);
            case GroupingElement.Sets sets ->
                throw NotMaintainable.because(
                        sets.kind().name().replace('_', ' '), "is not maintained incrementally yet");
        }
    }

    private void addKey(Expression expression) {
        Expression bare = expression.withoutParentheses();
        ColumnId id = builder.ids().next();
        keys.add(new Projection(id, new ExpressionReader(scope).read(bare)));
        known.add(new Known(bare.pieces(), id));
    }

    private ColumnId dependentKey(Piece reference) {
        return dependent.computeIfAbsent(reference, r -> {
            ColumnId id = builder.ids().next();
            keys.add(new Projection(id, new ExpressionReader(scope).read(Expression.of(r))));
            return id;
        });
    }

    private Optional<ColumnId> aggregateColumn(Call call) {
        if (!builder.aggregates().contains(call)) {
            return Optional.empty();
        }
        return Optional.of(calls.computeIfAbsent(call, c -> builder.ids().next()));
    }

    private Relation aggregate(Relation input) {
        List<Typing.RawCall> raw = calls.keySet().stream().map(this::raw).toList();
        List<Scalar> keyExpressions = keys.stream().map(Projection::expression).toList();
        Typing.Resolved resolved = builder.typing().resolve(input, keyExpressions, raw);
        List<Aggregate.Key> typedKeys = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            SqlType type = resolved.keys().get(i);
            if (!type.facts().groupable()) {
                throw NotMaintainable.because(
                        keys.get(i).expression().toString(),
                        "depends on the grouping key, but its type "
                                + type.facts().name() + " cannot be compared",
                        "Aggregate it, or leave it out.");
            }
            typedKeys.add(new Aggregate.Key(keys.get(i).id(), keys.get(i).expression(), type));
        }
        List<Aggregate.Call> columns = new ArrayList<>();
        List<ColumnId> ids = List.copyOf(calls.values());
        for (int i = 0; i < raw.size(); i++) {
            Typing.ResolvedCall call = resolved.calls().get(i);
            AggregateCall aggregate = new AggregateCall(
                    call.function(),
                    raw.get(i).arguments(),
                    call.argumentTypes(),
                    raw.get(i).filter(),
                    call.result());
            if (!Aggregates.isSupported(aggregate)) {
                throw notSupported(call.function().sql());
            }
            columns.add(new Aggregate.Call(ids.get(i), aggregate));
        }
        return new Aggregate(input, typedKeys, columns);
    }

    private Typing.RawCall raw(Call call) {
        String name = ExpressionReader.nameOf(call.name());
        if (!call.withinGroup().isEmpty()) {
            throw notSupported(name);
        }
        ExpressionReader below = new ExpressionReader(scope);
        Optional<Scalar> filter = Optional.ofNullable(call.filter()).map(below::read);
        return switch (call.arguments()) {
            case Arguments.Star star -> new Typing.RawCall(name, List.of(), filter);
            case Arguments.Values values -> {
                if (values.quantifier() == Quantifier.DISTINCT) {
                    throw NotMaintainable.because(name + "(DISTINCT ..)", "is not maintained incrementally yet");
                }
                if (!values.orderBy().isEmpty()
                        || !values.options().isEmpty()
                        || values.last() != Arguments.LastArgument.PLAIN) {
                    throw notSupported(name);
                }
                yield new Typing.RawCall(
                        name, values.values().stream().map(below::read).toList(), filter);
            }
        };
    }

    private static NotMaintainable notSupported(String function) {
        return NotMaintainable.because("The aggregate " + function, "is not maintained incrementally yet");
    }
}
