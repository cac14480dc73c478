package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.FreeColumns;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The queries within expressions of the query that is being built.
 *
 * <p>They come in two steps. Where an expression is read, the query in it is built as well, and a column is put in its place. Where the relation
 * is known that the expression is computed over, what the query computes is joined to it, and the column gets its meaning.
 */
final class SubQueries {

    private final TreeBuilder builder;
    private final Map<ColumnId, SubQueryValue> pending = new HashMap<>();
    private final Map<ColumnId, Scalar> attached = new HashMap<>();

    /**
     * No queries yet.
     *
     * @param builder builds the tree
     */
    SubQueries(TreeBuilder builder) {
        this.builder = builder;
    }

    /**
     * A query that an expression uses as a value.
     *
     * @param form the query and what it is for
     * @param reader reads operands beside it
     * @param inner what the query sees
     * @return the column that stands for the value until {@link #attach}
     */
    ColumnId add(SubQueryForm form, ExpressionReader reader, Environment inner) {
        ColumnId place = builder.ids().next();
        pending.put(place, SubQueryValue.of(form, builder, reader, inner));
        return place;
    }

    /** Whether a query's value is there already, for another clause. */
    private boolean isAttached(ColumnId place, Relation rows) {
        Scalar value = attached.get(place);
        if (value != null && !rows.columns().containsAll(value.columns())) {
            throw NotMaintainable.because("A subquery in several places", "is not maintained incrementally");
        }
        return value != null;
    }

    /** Whether an expression uses a query that has not been attached. */
    boolean isPending(Scalar expression) {
        return expression.columns().stream().anyMatch(pending::containsKey);
    }

    /**
     * Joins what the queries in some expressions compute.
     *
     * @param computed the expressions, and the relation that they are computed over
     * @return the same expressions over a relation with as many rows
     */
    Computed attach(Computed computed) {
        Relation rows = computed.relation();
        Map<ColumnId, Scalar> values = new LinkedHashMap<>();
        for (Scalar expression : computed.values()) {
            for (ColumnId column : expression.columns()) {
                SubQueryValue query = pending.get(column);
                if (query != null && isAttached(column, rows)) {
                    values.put(column, Objects.requireNonNull(attached.get(column)));
                } else if (query != null && !values.containsKey(column)) {
                    Computed operands = attach(new Computed(rows, query.operands()));
                    Computed one = query.attach(operands, computed.relation());
                    rows = one.relation();
                    values.put(column, one.values().getFirst());
                    attached.put(column, one.values().getFirst());
                }
            }
        }
        return values.isEmpty()
                ? computed
                : new Computed(
                        rows,
                        computed.values().stream()
                                .map(v -> v.substitute(values))
                                .toList());
    }

    /** The rows for which conditions are true; those without queries leave fewer rows for the others. */
    Relation filter(Relation rows, List<Scalar> conditions) {
        Relation fewer = Joins.filter(
                rows, conditions.stream().filter(c -> !isPending(c)).toList());
        Computed computed = attach(
                new Computed(fewer, conditions.stream().filter(this::isPending).toList()));
        return Joins.filter(computed.relation(), computed.values());
    }

    /**
     * The sides of an outer join with what the queries in its conditions compute: each query is joined to a side that has everything it
     * refers to.
     *
     * @param left the left side
     * @param right the right side
     * @param conditions the conditions
     */
    record Sides(Relation left, Relation right, List<Scalar> conditions) {}

    /** Joins what the queries in the conditions of an outer join compute to its sides. */
    Sides attach(Sides sides) {
        List<Scalar> places = sides.conditions().stream()
                .flatMap(c -> c.columns().stream())
                .filter(pending::containsKey)
                .distinct()
                .map(Scalar::of)
                .toList();
        Map<ColumnId, Scalar> values = new LinkedHashMap<>();
        Relation left = sides.left();
        Relation right = sides.right();
        for (Scalar place : places) {
            Set<ColumnId> needed = references(place);
            Computed one;
            if (left.columns().containsAll(needed)) {
                one = attach(new Computed(left, List.of(place)));
                left = one.relation();
            } else if (Collections.disjoint(left.columns(), needed)) {
                one = attach(new Computed(right, List.of(place)));
                right = one.relation();
            } else {
                throw NotMaintainable.because(
                        "A subquery in the condition of an outer join that refers to both sides",
                        "is not maintained incrementally");
            }
            values.put(place.columns().iterator().next(), one.values().getFirst());
        }
        return new Sides(
                left,
                right,
                sides.conditions().stream().map(c -> c.substitute(values)).toList());
    }

    /** The columns that a query and its operands refer to. */
    private Set<ColumnId> references(Scalar expression) {
        Set<ColumnId> columns = new HashSet<>();
        for (ColumnId column : expression.columns()) {
            SubQueryValue query = pending.get(column);
            if (query == null) {
                columns.add(column);
            } else {
                columns.addAll(FreeColumns.of(query.relation()));
                query.operands().forEach(o -> columns.addAll(references(o)));
            }
        }
        return columns;
    }

    /** Joins what the queries compute that a reader has read, and has it read their values from now on. */
    Relation attachAll(Relation rows, ExpressionReader reader) {
        Computed computed = attach(new Computed(rows, reader.subQueries()));
        reader.replaceSubQueries(computed.values());
        return computed.relation();
    }

    /** Makes sure that every query of an expression was attached. */
    void check(Relation relation) {
        List<ColumnId> left = FreeColumns.of(relation).stream().toList();
        if (left.stream().anyMatch(pending::containsKey)) {
            throw NotMaintainable.because("A subquery in such a place", "is not maintained incrementally");
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("columns from nowhere: " + left);
        }
    }
}
