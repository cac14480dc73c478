package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Piece.Token;
import dev.pgtrickle.dvm.understand.SubQueryForm.Reach;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.unnest.DependentJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * {@code x op ANY (query)} and {@code x op ALL (query)} as a value.
 *
 * <p>Law: ANY is true when the comparison is true for some row, otherwise null when it is null for some row, otherwise false; ALL is false when it
 * is false for some row, otherwise null when it is null for some row, otherwise true. For {@code x IN (query)} of one operand, whether there is an
 * equal row, a null, and any row at all are three questions, none of which compares every x with every row.
 *
 * @param builder builds the tree
 * @param operands what is compared with each row
 * @param operator the operator
 * @param reach ANY or ALL
 * @param query the query
 * @param again builds the query once more
 */
record QuantifiedValue(
        TreeBuilder builder,
        List<Scalar> operands,
        List<Token> operator,
        Reach reach,
        Built query,
        Supplier<Built> again)
        implements SubQueryValue {

    private static final QualifiedName SOME = QualifiedName.of("pg_catalog", "bool_or");

    @Override
    public Relation relation() {
        return query.relation();
    }

    @Override
    public Computed attach(Computed left, Relation origin) {
        Relation rows = left.relation();
        TreeColumns columns = new TreeColumns(builder);
        left.values().forEach(v -> v.columns().forEach(c -> builder.outerTypes().add(c, rows)));
        boolean original = left.values().stream().allMatch(v -> origin.columns().containsAll(v.columns()));
        DependentJoin join = new DependentJoin(columns, original ? origin : rows);
        if (reach == Reach.ANY && Comparison.isEquality(operator) && isSplit(left, columns)) {
            return split(join, left, columns);
        }
        Scalar comparison = Comparison.of(left.values(), operator, Comparison.columns(query.outputs()));
        return threeValued(join, rows, columns, comparison);
    }

    /** Whether null operands alone make the comparison null. */
    private boolean isSplit(Computed left, TreeColumns columns) {
        if (neverNull(left)) {
            return true;
        }
        List<Scalar> both = new ArrayList<>(left.values());
        both.addAll(Comparison.columns(query.outputs()));
        return left.values().size() == 1
                && columns.types(query.relation(), both).stream().allMatch(Comparison::isNullOnlyForNull);
    }

    private boolean neverNull(Computed left) {
        return left.values().stream().allMatch(v -> NeverNull.holds(left.relation(), v))
                && query.outputs().stream().allMatch(o -> NeverNull.holds(query.relation(), Scalar.of(o)));
    }

    private Computed split(DependentJoin join, Computed left, TreeColumns columns) {
        Relation equal = Joins.filter(
                query.relation(), Comparison.conditions(left.values(), operator, Comparison.columns(query.outputs())));
        Computed found = exists(join, left.relation(), equal, columns);
        List<Scalar> unknown = new ArrayList<>();
        Relation rows = found.relation();
        if (!neverNull(left)) {
            Scalar operand = left.values().getFirst();
            if (!NeverNull.holds(query.relation(), Scalar.of(query.outputs().getFirst()))) {
                Built nulls = again.get();
                Scalar isNull = Comparison.is(Scalar.of(nulls.outputs().getFirst()), "NULL");
                Computed some = exists(join, rows, Joins.filter(nulls.relation(), List.of(isNull)), columns);
                unknown.add(some.values().getFirst());
                rows = some.relation();
            }
            if (!NeverNull.holds(left.relation(), operand)) {
                Computed any = exists(join, rows, again.get().relation(), columns);
                unknown.add(new Phrase()
                        .text("(")
                        .operand(Comparison.is(operand, "NULL"))
                        .text("AND")
                        .operand(any.values().getFirst())
                        .text(")")
                        .end());
                rows = any.relation();
            }
        }
        return new Computed(rows, List.of(either(found.values().getFirst(), unknown)));
    }

    private static Computed exists(DependentJoin join, Relation rows, Relation inner, TreeColumns columns) {
        ColumnId column = columns.next();
        DependentJoin.Attached attached = join.exists(rows, inner, column);
        return new Computed(
                attached.relation(),
                List.of(Objects.requireNonNull(attached.values().get(column))));
    }

    private static Scalar either(Scalar found, List<Scalar> unknown) {
        if (unknown.isEmpty()) {
            return found;
        }
        Phrase value = new Phrase().text("CASE", "WHEN").operand(found).text("THEN", "true");
        unknown.forEach(u -> value.text("WHEN").operand(u).text("THEN", "NULL"));
        return value.text("ELSE", "false", "END").end();
    }

    private Computed threeValued(DependentJoin join, Relation rows, TreeColumns columns, Scalar comparison) {
        Scalar decisive = switch (reach) {
            case ANY -> comparison;
            case ALL ->
                new Phrase().text("(", "NOT").operand(comparison).text(")").end();
        };
        ColumnId decided = columns.next();
        ColumnId unknown = columns.next();
        Aggregate aggregate = new Aggregate(
                query.relation(),
                List.of(),
                List.of(
                        new Aggregate.Call(decided, columns.call(query.relation(), SOME, List.of(decisive))),
                        new Aggregate.Call(
                                unknown,
                                columns.call(query.relation(), SOME, List.of(Comparison.is(comparison, "NULL"))))));
        DependentJoin.Attached attached = join.aggregate(rows, aggregate);
        String found = reach == Reach.ANY ? "true" : "false";
        String otherwise = reach == Reach.ANY ? "false" : "true";
        Scalar value = new Phrase()
                .text("CASE", "WHEN")
                .operand(Objects.requireNonNull(attached.values().get(decided)))
                .text("THEN", found, "WHEN")
                .operand(Objects.requireNonNull(attached.values().get(unknown)))
                .text("THEN", "NULL", "ELSE", otherwise, "END")
                .end();
        return new Computed(attached.relation(), List.of(value));
    }
}
