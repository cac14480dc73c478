package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import dev.pgtrickle.dvm.understand.unnest.DependentJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The values in the only row of a query, nulls when it has none, and an error when it has several.
 *
 * <p>An aggregation is attached as such. A query with at most one row for each row around it is an outer join. Of any other one the rows are
 * counted, and the value is a function that complains; it is evaluated just where and when the expression needs the value.
 *
 * @param columns hands out columns
 * @param query the query
 */
record SingleValue(TreeColumns columns, Built query) implements SubQueryValue {

    private static final QualifiedName COUNT = QualifiedName.of("pg_catalog", "count");
    private static final QualifiedName ANY = QualifiedName.of("pgtrickle", "_any");
    private static final QualifiedName SINGLE = QualifiedName.of("pgtrickle", "_single_row");

    static SingleValue of(TreeBuilder builder, Query query, Environment inner) {
        return new SingleValue(new TreeColumns(builder), builder.query(query, inner));
    }

    @Override
    public List<Scalar> operands() {
        return List.of();
    }

    @Override
    public Relation relation() {
        return query.relation();
    }

    /** The values of all columns. */
    @Override
    public Computed attach(Computed operands, Relation origin) {
        Relation rows = operands.relation();
        DependentJoin join = new DependentJoin(columns, origin);
        Optional<OneRowQuery> one = OneRowQuery.of(query.relation());
        if (one.isPresent()) {
            Optional<Aggregate> aggregate = one.get().aggregate();
            DependentJoin.Attached attached = aggregate.isPresent()
                    ? join.aggregate(rows, aggregate.get())
                    : new DependentJoin.Attached(rows, Map.of());
            return new Computed(
                    attached.relation(),
                    query.outputs().stream()
                            .map(o -> one.get().value(o, attached.values()))
                            .toList());
        }
        DependentJoin.Independent inner = join.independent(query.relation());
        if (inner.unique()) {
            return new Computed(
                    new OuterJoin(
                            OuterJoin.Kind.LEFT,
                            rows,
                            inner.relation(),
                            inner.conditions().isEmpty() ? List.of(Scalar.tokens("true")) : inner.conditions()),
                    Comparison.columns(query.outputs()));
        }
        return counted(rows, join);
    }

    private Computed counted(Relation rows, DependentJoin join) {
        ColumnId count = columns.next();
        List<Aggregate.Call> calls = new ArrayList<>();
        calls.add(new Aggregate.Call(count, columns.call(query.relation(), COUNT, List.of())));
        for (ColumnId output : query.outputs()) {
            calls.add(new Aggregate.Call(
                    columns.next(), columns.call(query.relation(), ANY, List.of(Scalar.of(output)))));
        }
        DependentJoin.Attached attached =
                join.aggregate(rows, new Aggregate(query.relation(), List.of(), List.copyOf(calls)));
        List<Scalar> values = new ArrayList<>();
        for (Aggregate.Call call : calls.subList(1, calls.size())) {
            values.add(new Phrase()
                    .text(SINGLE.sql(), "(")
                    .verbatim(Objects.requireNonNull(attached.values().get(count)))
                    .text(",")
                    .verbatim(Objects.requireNonNull(attached.values().get(call.id())))
                    .text(")")
                    .end());
        }
        return new Computed(attached.relation(), values);
    }
}
