package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Relation.Filter;
import dev.pgtrickle.dvm.algebra.Relation.Join;
import dev.pgtrickle.dvm.algebra.Relation.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds inner joins in their flattest form.
 *
 * <p>Law: {@code (A⋈B)⋈C = A⋈B⋈C}, {@code σ(A×B) = A⋈B} and {@code A×1 = A} for one row without columns, so that neither a planner nor a
 * delta is bound to an order of joins, or goes by way of a cross product that a condition would have thinned out.
 */
public final class Joins {

    private Joins() {}

    /**
     * The rows of a relation for which conditions are true.
     *
     * @param relation the relation
     * @param conditions the conditions
     * @return the relation itself without conditions
     */
    public static Relation filter(Relation relation, List<Scalar> conditions) {
        return of(List.of(relation), conditions);
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
        if (inputs.size() > 1) {
            return new Join(List.copyOf(inputs), List.copyOf(all));
        }
        Relation only = inputs.isEmpty() ? Values.ONE_ROW : inputs.getFirst();
        if (all.isEmpty()) {
            return only;
        }
        if (only instanceof Filter filter) {
            all.addAll(0, filter.conditions());
            return new Filter(filter.input(), List.copyOf(all));
        }
        return new Filter(only, List.copyOf(all));
    }
}
