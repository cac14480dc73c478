package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint.Duplicates;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes sure that the recursive term of a WITH RECURSIVE query is linear in the rows that it continues, and has it carry the columns of these rows
 * up to its top.
 *
 * <p>Law: {@code S(R + R') = S(R) + S(R')}. Filters, projections, inner joins, the left side of outer joins and semijoins, and functions of a row
 * are so. DISTINCT is so where equal rows are one anyway, and does nothing there. The server evaluates a recursive term on the rows of
 * the last round only; a term that is not linear, such as one with a window function, would give something else on all rows.
 *
 * <pre>
 * before: Project[a, e.b](Join(SelfReference, e))      after: Project[a, e.b, self.a, self.b, self.row](Join(SelfReference, e))
 * </pre>
 */
final class LinearStep {

    private final SelfReference self;
    private final Duplicates duplicates;

    LinearStep(SelfReference self, Duplicates duplicates) {
        this.self = self;
        this.duplicates = duplicates;
    }

    /** The same relation with the columns of the rows that it continues. */
    Relation carried(Relation relation) {
        return switch (relation) {
            case SelfReference reference -> reference;
            case Relation.Filter filter -> new Relation.Filter(carried(filter.input()), filter.conditions());
            case Relation.Project project -> project(project.input(), project.projections());
            case Relation.Join join -> join(join);
            case Relation.OuterJoin join
            when join.kind() == Relation.OuterJoin.Kind.LEFT && !reads(join.right()) ->
                new Relation.OuterJoin(join.kind(), carried(join.left()), join.right(), join.conditions());
            case Relation.SemiJoin join
            when !reads(join.right()) ->
                new Relation.SemiJoin(join.sense(), carried(join.left()), join.right(), join.conditions());
            case Relation.TableFunction function ->
                new Relation.TableFunction(
                        function.unmatched(),
                        carried(function.input()),
                        function.item(),
                        function.outputs(),
                        function.conditions());
            case Relation.Aggregate aggregate
            when aggregate.calls().isEmpty() && duplicates == Duplicates.REMOVED ->
                project(
                        aggregate.input(),
                        aggregate.keys().stream()
                                .map(k -> new Projection(k.id(), k.expression()))
                                .toList());
            case Relation.Aggregate aggregate -> throw notLinear("DISTINCT, GROUP BY or a correlated sub-select");
            case Relation.Window window -> throw notLinear("a window function");
            case Relation.TopK top -> throw notLinear("LIMIT or DISTINCT ON");
            case Relation.UnionAll union -> throw notLinear("a set operation");
            case Relation.Fixpoint fixpoint -> throw notLinear("another WITH RECURSIVE");
            case Relation.OuterJoin join -> throw notLinear("an outer join");
            case Relation.SemiJoin join -> throw notLinear("a subquery");
            case Relation.Scan scan -> throw new IllegalStateException("a scan does not read a fixpoint");
            case Relation.Values values -> throw new IllegalStateException("values do not read a fixpoint");
        };
    }

    private Relation project(Relation input, List<Projection> projections) {
        List<Projection> all = new ArrayList<>(projections);
        List<ColumnId> known = projections.stream().map(Projection::id).toList();
        for (ColumnId column :
                self.columns().stream().filter(c -> !known.contains(c)).toList()) {
            all.add(new Projection(column, Scalar.of(column)));
        }
        return new Relation.Project(carried(input), all);
    }

    private Relation join(Relation.Join join) {
        if (join.inputs().stream().filter(this::reads).count() > 1) {
            throw notLinear("a correlated sub-select");
        }
        return new Relation.Join(
                join.inputs().stream().map(i -> reads(i) ? carried(i) : i).toList(), join.conditions());
    }

    private boolean reads(Relation relation) {
        return relation.equals(self) || relation.inputs().stream().anyMatch(this::reads);
    }

    private static NotMaintainable notLinear(String what) {
        return NotMaintainable.because(
                "WITH RECURSIVE with " + what + " over the rows of the last round", "is not maintained incrementally");
    }
}
