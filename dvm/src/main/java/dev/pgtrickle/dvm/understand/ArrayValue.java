package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import dev.pgtrickle.dvm.understand.unnest.DependentJoin;
import java.util.List;
import java.util.Objects;

/**
 * {@code ARRAY(query)}: the values of all rows, and an empty array when there are none.
 *
 * @param columns hands out columns
 * @param query the query
 */
record ArrayValue(TreeColumns columns, Built query) implements SubQueryValue {

    private static final QualifiedName COLLECT = QualifiedName.of("pg_catalog", "array_agg");

    static ArrayValue of(TreeBuilder builder, Query query, Environment inner) {
        if (!query.orderBy().isEmpty()) {
            throw NotMaintainable.because("ARRAY(SELECT .. ORDER BY ..)", "is not maintained incrementally yet");
        }
        return new ArrayValue(new TreeColumns(builder), builder.query(query, inner));
    }

    @Override
    public List<Scalar> operands() {
        return List.of();
    }

    @Override
    public Computed attach(Computed operands, Relation origin) {
        Relation rows = operands.relation();
        AggregateCall call = columns.call(query.relation(), COLLECT, Comparison.columns(query.outputs()));
        ColumnId array = columns.next();
        DependentJoin.Attached attached = new DependentJoin(columns, origin)
                .aggregate(rows, new Aggregate(query.relation(), List.of(), List.of(new Aggregate.Call(array, call))));
        Scalar value = new Phrase()
                .text("COALESCE", "(")
                .verbatim(Objects.requireNonNull(attached.values().get(array)))
                .text(",", "'{}'", "::", call.resultType().declaration(), ")")
                .end();
        return new Computed(attached.relation(), List.of(value));
    }
}
