package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import dev.pgtrickle.dvm.understand.unnest.DependentJoin;
import java.util.List;
import java.util.Objects;

/**
 * {@code ARRAY(query)}: the values of all rows in the order of the query, and an empty array when there are none.
 *
 * @param columns hands out columns
 * @param query the query
 */
record ArrayValue(TreeColumns columns, ArrayQuery query) implements SubQueryValue {

    static ArrayValue of(TreeBuilder builder, Query query, Environment inner) {
        return new ArrayValue(new TreeColumns(builder), ArrayQuery.build(builder, query, inner));
    }

    @Override
    public List<Scalar> operands() {
        return List.of();
    }

    @Override
    public Relation relation() {
        return query.built().relation();
    }

    @Override
    public Computed attach(Computed operands, Relation origin) {
        Scalar element = Scalar.of(query.built().outputs().getFirst());
        AggregateCall call = columns.array(relation(), element, query.order().items());
        ColumnId array = columns.next();
        DependentJoin.Attached attached = new DependentJoin(columns, origin)
                .aggregate(
                        operands.relation(),
                        new Aggregate(relation(), List.of(), List.of(new Aggregate.Call(array, call))));
        Scalar value = new Phrase()
                .text("COALESCE", "(")
                .verbatim(Objects.requireNonNull(attached.values().get(array)))
                .text(",", "'{}'", "::", call.resultType().declaration(), ")")
                .end();
        return new Computed(attached.relation(), List.of(value));
    }
}
