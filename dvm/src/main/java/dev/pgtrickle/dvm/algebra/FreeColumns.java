package dev.pgtrickle.dvm.algebra;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The columns that a tree refers to and does not produce itself: those of an outer query.
 *
 * <p>Column ids are unique in a query, so it does not matter where in the tree a column is produced.
 */
public final class FreeColumns {

    private final Set<ColumnId> produced = new HashSet<>();
    private final Set<ColumnId> read = new LinkedHashSet<>();

    /** A subtree may stand in many places; it is visited once. */
    private final IdentityHashMap<Relation, Relation> visited = new IdentityHashMap<>();

    private FreeColumns() {}

    /**
     * The free columns of a tree.
     *
     * @param relation its top
     * @return column ids in order of first use
     */
    public static Set<ColumnId> of(Relation relation) {
        FreeColumns columns = new FreeColumns();
        columns.visit(relation);
        columns.read.removeAll(columns.produced);
        return columns.read;
    }

    private void visit(Relation relation) {
        if (visited.put(relation, relation) != null) {
            return;
        }
        relation.inputs().forEach(this::visit);
        // What an operator hands on from its input is produced there.
        produced.addAll(relation.columns());
        switch (relation) {
            case Relation.Scan scan -> {}
            case Relation.Filter filter -> read(filter.conditions());
            case Relation.Project project -> project.projections().forEach(p -> read(p.expression()));
            case Relation.Join join -> read(join.conditions());
            case Relation.Aggregate aggregate -> {
                aggregate.keys().forEach(k -> read(k.expression()));
                aggregate.calls().forEach(c -> read.addAll(c.call().columns()));
            }
            case Relation.OuterJoin join -> read(join.conditions());
            case Relation.SemiJoin join -> read(join.conditions());
            case Relation.UnionAll union -> union.branches().forEach(b -> read(b.values()));
            case Relation.TableFunction function -> {
                read(function.item());
                read(function.conditions());
            }
            case Relation.SelfReference self -> {}
            case Relation.Fixpoint fixpoint -> {
                read(fixpoint.base().values());
                read(fixpoint.step().values());
            }
            case Relation.Values values -> values.rows().forEach(this::read);
            case Relation.Window window -> {
                read(window.partition());
                window.calls().forEach(c -> read(c.expression()));
            }
            case Relation.TopK top -> {
                read(top.partition());
                read(top.order());
                top.offset().ifPresent(this::read);
                top.limit().ifPresent(this::read);
            }
        }
    }

    private void read(Iterable<Scalar> expressions) {
        expressions.forEach(this::read);
    }

    private void read(Scalar expression) {
        read.addAll(expression.columns());
    }
}
