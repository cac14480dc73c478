package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Types trees that have free columns.
 *
 * @param typing types trees that have none
 * @param outer knows the free columns
 */
record ClosedTyping(Typing typing, OuterTypes outer) implements Typing {

    @Override
    public Resolved resolve(Relation input, List<Scalar> keys, List<RawCall> calls) {
        List<Scalar> expressions = new ArrayList<>(keys);
        calls.forEach(c -> {
            expressions.addAll(c.arguments());
            c.filter().ifPresent(expressions::add);
        });
        OuterTypes.Closed closed = outer.close(input, expressions);
        return typing.resolve(
                closed.relation(),
                closed.substitution().in(keys),
                calls.stream()
                        .map(c -> new RawCall(
                                c.name(),
                                closed.substitution().in(c.arguments()),
                                c.filter().map(closed.substitution()::in)))
                        .toList());
    }

    @Override
    public List<ResolvedCall> resolveWritten(Relation input, List<Scalar> calls) {
        OuterTypes.Closed closed = outer.close(input, calls);
        List<ResolvedCall> resolved = typing.resolveWritten(closed.relation(), closed.expressions());
        List<ResolvedCall> complete = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            complete.add(withFreeColumns(calls.get(i), closed.expressions().get(i), resolved.get(i)));
        }
        return complete;
    }

    /** The types of the columns that were replaced stand among the others again. */
    private ResolvedCall withFreeColumns(Scalar call, Scalar closed, ResolvedCall resolved) {
        List<ColumnId> left = List.copyOf(closed.columns());
        List<SqlType> types = new ArrayList<>();
        for (ColumnId column : call.columns()) {
            int at = left.indexOf(column);
            types.add(
                    at >= 0
                            ? resolved.argumentTypes().get(at)
                            : outer.find(column).orElseThrow());
        }
        return new ResolvedCall(resolved.function(), types, resolved.result(), resolved.aggregate());
    }

    @Override
    public List<SqlType> types(Relation input, List<Scalar> expressions) {
        OuterTypes.Closed closed = outer.close(input, expressions);
        return typing.types(closed.relation(), closed.expressions());
    }

    @Override
    public List<Identifier> functionColumns(Relation input, Scalar item) {
        OuterTypes.Closed closed = outer.close(input, List.of(item));
        return typing.functionColumns(closed.relation(), closed.expressions().getFirst());
    }

    @Override
    public List<SqlType> commonTypes(List<SqlType> left, List<SqlType> right) {
        return typing.commonTypes(left, right);
    }

    @Override
    public List<SqlType> rowTypes(List<List<Scalar>> rows) {
        return typing.rowTypes(rows.stream()
                .map(r -> outer.close(Relation.Values.ONE_ROW, r).expressions())
                .toList());
    }
}
