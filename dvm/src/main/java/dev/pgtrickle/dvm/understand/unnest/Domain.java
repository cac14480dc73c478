package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.FreeColumns;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.understand.NotMaintainable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All combinations of values that some columns of a relation have, each once. Values count as the same if a client could not tell them apart. */
final class Domain {

    private final Columns columns;
    private final Relation relation;
    private final Map<ColumnId, SameValue> members = new LinkedHashMap<>();

    /**
     * A domain.
     *
     * @param columns hands out columns
     * @param relation the relation
     * @param members its columns whose values are taken, at least one
     * @throws NotMaintainable when the values of one cannot be compared
     */
    Domain(Columns columns, Relation relation, List<ColumnId> members) {
        this.columns = columns;
        this.relation = relation;
        List<SqlType> types =
                columns.types(relation, members.stream().map(Scalar::of).toList());
        for (int i = 0; i < members.size(); i++) {
            this.members.put(members.get(i), SameValue.of(columns, relation, members.get(i), types.get(i)));
        }
    }

    /**
     * The domain as a relation.
     *
     * @param relation one row for each combination of values
     * @param values for each member, the column that holds its value
     */
    record Instance(Relation relation, Map<ColumnId, ColumnId> values) {}

    /** The domain once more, with columns of its own. */
    Instance instance() {
        Map<ColumnId, ColumnId> values = new LinkedHashMap<>();
        members.keySet().forEach(m -> values.put(m, m));
        Keys keys = keys(values);
        return new Instance(new Aggregate(relation, keys.keys(), List.of()), keys.values());
    }

    /**
     * Grouping keys that keep different values apart.
     *
     * @param keys the keys
     * @param values for each member, the key that holds its value
     */
    record Keys(List<Aggregate.Key> keys, Map<ColumnId, ColumnId> values) {}

    /** Keys to group by, where some columns hold the values. */
    Keys keys(Map<ColumnId, ColumnId> held) {
        List<Aggregate.Key> keys = new ArrayList<>();
        Map<ColumnId, ColumnId> values = new LinkedHashMap<>();
        members.forEach((member, same) -> {
            List<Aggregate.Key> own = same.keys(columns, Scalar.of(of(held, member)));
            values.put(member, own.getFirst().id());
            keys.addAll(own);
        });
        return new Keys(keys, values);
    }

    /** Expressions to partition by, where some columns hold the values. */
    List<Scalar> partition(Map<ColumnId, ColumnId> held) {
        List<Scalar> partition = new ArrayList<>();
        members.forEach((member, same) -> partition.addAll(same.identity(Scalar.of(of(held, member)))));
        return partition;
    }

    /** Conditions for two places to hold the same values, null being the same as null. */
    List<Scalar> same(Map<ColumnId, ColumnId> left, Map<ColumnId, ColumnId> right) {
        List<Scalar> conditions = new ArrayList<>();
        members.forEach((member, same) ->
                conditions.addAll(same.conditions(Scalar.of(of(left, member)), Scalar.of(of(right, member)))));
        return conditions;
    }

    /** Conditions for a row of the relation to have the values that are held. */
    List<Scalar> same(Map<ColumnId, ColumnId> held) {
        Map<ColumnId, ColumnId> own = new LinkedHashMap<>();
        members.keySet().forEach(m -> own.put(m, m));
        return same(own, held);
    }

    List<ColumnId> members() {
        return List.copyOf(members.keySet());
    }

    /** Whether a tree refers to a member. */
    boolean concerns(Relation tree) {
        return !Collections.disjoint(FreeColumns.of(tree), members.keySet());
    }

    /** Whether one of some expressions refers to a member. */
    boolean concerns(List<Scalar> expressions) {
        return expressions.stream().anyMatch(e -> !Collections.disjoint(e.columns(), members.keySet()));
    }

    private static ColumnId of(Map<ColumnId, ColumnId> held, ColumnId member) {
        ColumnId column = held.get(member);
        if (column == null) {
            throw new IllegalArgumentException("nothing holds the values of " + member);
        }
        return column;
    }
}
