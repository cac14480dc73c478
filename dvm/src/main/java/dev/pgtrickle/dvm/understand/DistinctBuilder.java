package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds DISTINCT, which is grouping by all columns. */
final class DistinctBuilder {

    private final TreeBuilder builder;

    DistinctBuilder(TreeBuilder builder) {
        this.builder = builder;
    }

    /** Each row once. */
    Built distinct(Built rows) {
        List<Scalar> columns = rows.outputs().stream().map(Scalar::of).toList();
        return distinct(rows, builder.typing().types(rows.relation(), columns));
    }

    /**
     * Each row once.
     *
     * @param rows the rows
     * @param types the types of their columns
     */
    Built distinct(Built rows, List<SqlType> types) {
        List<Aggregate.Key> keys = keys(rows.outputs(), types);
        return new Built(
                new Aggregate(rows.relation(), keys, List.of()),
                keys.stream().map(Aggregate.Key::id).toList());
    }

    /** Grouping keys that are columns. */
    List<Aggregate.Key> keys(List<ColumnId> columns, List<SqlType> types) {
        List<Aggregate.Key> keys = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            keys.add(new Aggregate.Key(builder.ids().next(), Scalar.of(columns.get(i)), types.get(i)));
        }
        return keys;
    }

    /** The first row of each partition: DISTINCT ON. */
    static Relation firstOfEach(Relation input, List<ColumnId> keys, SortKeys order) {
        return new Relation.TopK(
                input,
                keys.stream().map(Scalar::of).toList(),
                order.items(),
                Optional.empty(),
                Optional.of(Scalar.tokens("1")),
                Relation.TopK.Ties.CUT);
    }
}
