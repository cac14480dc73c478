package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Relation.Filter;
import dev.pgtrickle.dvm.algebra.Relation.Join;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Relation.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds inner joins in their flattest form.
 *
 * <p>Law: {@code (A⋈B)⋈C = A⋈B⋈C}, {@code σ(A×B) = A⋈B} and {@code A×1 = A} for one row without columns, and for conditions over A alone
 * {@code σ(A⟕B) = σ(A)⟕B}, {@code σ(A⋉B) = σ(A)⋉B} and {@code σ(A▷B) = σ(A)▷B}; so that neither a planner nor a delta is bound to an order of joins,
 * or goes by way of a cross product that a condition would have thinned out. Before: {@code σ[a.x = b.x]((A×B)⟕C)}; after: {@code (A⋈B)⟕C}.
 */
public final class Joins {

    private static final Scalar TRUE = Scalar.tokens("true");

    private Joins() {}

    /**
     * The rows of a relation for which conditions are true.
     *
     * @param relation the relation
     * @param conditions the conditions
     * @return the relation itself without conditions
     */
    public static Relation filter(Relation relation, List<Scalar> conditions) {
        return relation instanceof Filter filter
                ? filter(
                        filter.input(),
                        Stream.concat(filter.conditions().stream(), conditions.stream())
                                .toList())
                : of(List.of(relation), conditions);
    }

    /**
     * The inner join of relations.
     *
     * @param relations at least one relation
     * @param conditions boolean expressions over the columns of all of them
     * @return the join
     */
    public static Relation of(List<Relation> relations, List<Scalar> conditions) {
        List<Relation> inputs = new ArrayList<>();
        List<Scalar> all = new ArrayList<>();
        for (Relation relation : relations) {
            if (relation instanceof Join join) {
                inputs.addAll(join.inputs());
                all.addAll(join.conditions());
            } else if (!relation.equals(Values.ONE_ROW)) {
                inputs.add(relation);
            }
        }
        all.addAll(conditions);
        all.removeIf(TRUE::equals);
        inputs.replaceAll(input -> sink(input, all));
        if (inputs.size() > 1) {
            return new Join(List.copyOf(inputs), List.copyOf(all));
        }
        Relation only = inputs.isEmpty() ? Values.ONE_ROW : inputs.getFirst();
        return all.isEmpty() ? only : new Filter(only, List.copyOf(all));
    }

    /** Moves conditions into an input, where they thin out what is joined there; those that stay are left in the list. */
    private static Relation sink(Relation input, List<Scalar> conditions) {
        return switch (input) {
            case OuterJoin join
            when join.kind() == OuterJoin.Kind.LEFT ->
                new OuterJoin(join.kind(), fewer(join.left(), conditions), join.right(), join.conditions());
            case SemiJoin join ->
                new SemiJoin(join.sense(), fewer(join.left(), conditions), join.right(), join.conditions());
            default -> input;
        };
    }

    private static Relation fewer(Relation left, List<Scalar> conditions) {
        List<Scalar> own = conditions.stream()
                .filter(c -> !c.columns().isEmpty() && left.columns().containsAll(c.columns()))
                .toList();
        conditions.removeAll(own);
        return own.isEmpty() ? left : filter(left, own);
    }
}
