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
import java.util.List;
import java.util.Objects;

/**
 * {@code x op ANY (query)} and {@code x op ALL (query)} as a value.
 *
 * <p>Law: ANY is true when the comparison is true for some row, otherwise null when it is null for some row, otherwise false; ALL is false when it
 * is false for some row, otherwise null when it is null for some row, otherwise true.
 *
 * @param builder builds the tree
 * @param operands what is compared with each row
 * @param operator the operator
 * @param reach ANY or ALL
 * @param query the query
 */
record QuantifiedValue(TreeBuilder builder, List<Scalar> operands, List<Token> operator, Reach reach, Built query)
        implements SubQueryValue {

    private static final QualifiedName SOME = QualifiedName.of("pg_catalog", "bool_or");

    @Override
    public Computed attach(Computed left, Relation origin) {
        Relation rows = left.relation();
        TreeColumns columns = new TreeColumns(builder);
        left.values().forEach(v -> v.columns().forEach(c -> builder.outerTypes().add(c, rows)));
        boolean original = left.values().stream().allMatch(v -> origin.columns().containsAll(v.columns()));
        DependentJoin join = new DependentJoin(columns, original ? origin : rows);
        List<Scalar> right = Comparison.columns(query.outputs());
        if (reach == Reach.ANY && Comparison.isEquality(operator) && neverNull(left, right)) {
            ColumnId column = columns.next();
            Relation equal = Joins.filter(query.relation(), Comparison.conditions(left.values(), operator, right));
            DependentJoin.Attached attached = join.exists(rows, equal, column);
            return new Computed(
                    attached.relation(),
                    List.of(Objects.requireNonNull(attached.values().get(column))));
        }
        return threeValued(join, rows, columns, Comparison.of(left.values(), operator, right));
    }

    private boolean neverNull(Computed left, List<Scalar> right) {
        return left.values().stream().allMatch(v -> NeverNull.holds(left.relation(), v))
                && right.stream().allMatch(v -> NeverNull.holds(query.relation(), v));
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
