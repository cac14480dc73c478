package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import dev.pgtrickle.dvm.understand.unnest.DependentJoin;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code EXISTS (query)} as a value, which is never null.
 *
 * @param columns hands out columns
 * @param relation the query
 */
record ExistsValue(TreeColumns columns, Relation relation) implements SubQueryValue {

    static ExistsValue of(TreeBuilder builder, Query query, Environment inner) {
        return new ExistsValue(new TreeColumns(builder), ExistsQuery.build(builder, query, inner));
    }

    @Override
    public List<Scalar> operands() {
        return List.of();
    }

    @Override
    public Computed attach(Computed operands, Relation origin) {
        Relation rows = operands.relation();
        DependentJoin join = new DependentJoin(columns, origin);
        Optional<OneRowQuery> one = OneRowQuery.of(relation);
        if (one.isPresent() && one.get().conditions().isEmpty()) {
            return new Computed(rows, List.of(Scalar.tokens("true")));
        }
        if (one.isPresent()) {
            Optional<Aggregate> aggregate = one.get().aggregate();
            DependentJoin.Attached attached = aggregate.isPresent()
                    ? join.aggregate(rows, aggregate.get())
                    : new DependentJoin.Attached(rows, Map.of());
            Scalar condition = one.get().condition(attached.values());
            return new Computed(attached.relation(), List.of(Comparison.is(condition, "TRUE")));
        }
        ColumnId column = columns.next();
        DependentJoin.Attached attached = join.exists(rows, relation, column);
        return new Computed(
                attached.relation(),
                List.of(Objects.requireNonNull(attached.values().get(column))));
    }
}
