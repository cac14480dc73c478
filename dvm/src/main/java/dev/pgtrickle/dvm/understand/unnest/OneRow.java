package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.TopK;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether a tree has at most one row when the values of some columns are given: because a table's key is among them, or follows from
 * them by equalities, or because there is one row for each of their values.
 */
final class OneRow {

    private static final Set<String> ONE = Set.of("1", "(1)", "'1'::bigint", "(1)::bigint");

    private final Columns columns;

    OneRow(Columns columns) {
        this.columns = columns;
    }

    /**
     * Whether there is at most one row.
     *
     * @param relation the tree
     * @param conditions conditions that all its rows satisfy
     * @param given columns whose values are given, of the tree or of another one
     */
    boolean isSure(Relation relation, List<Scalar> conditions, Set<ColumnId> given) {
        return holds(relation, closure(relation, conditions, given));
    }

    private boolean holds(Relation relation, Set<ColumnId> given) {
        return switch (relation) {
            case Relation.Scan scan ->
                !scan.table().key().isEmpty()
                        && scan.table().key().stream()
                                .allMatch(number -> scan.bindings().stream()
                                        .anyMatch(b -> b.column().number() == number && given.contains(b.id())));
            case Relation.Filter filter -> holds(filter.input(), closure(filter, filter.conditions(), given));
            case Relation.Project project -> holds(project.input(), below(project.projections(), given));
            case Relation.Join join -> join(join.inputs(), join, join.conditions(), given);
            case Relation.OuterJoin join ->
                join.kind() == Relation.OuterJoin.Kind.LEFT
                        && holds(join.left(), given)
                        && join(List.of(join.left(), join.right()), join, join.conditions(), given);
            case Aggregate aggregate ->
                aggregate.keys().stream().map(Aggregate.Key::id).allMatch(given::contains);
            case Relation.SemiJoin join -> holds(join.left(), given);
            case Relation.Window window -> holds(window.input(), given);
            case Relation.Values values -> values.rows().size() <= 1;
            case TopK top -> first(top, given) || holds(top.input(), given);
            case Relation.UnionAll union -> false;
            case Relation.Fixpoint fixpoint -> false;
            case Relation.SelfReference self -> false;
            case Relation.TableFunction function -> false;
        };
    }

    private static boolean first(TopK top, Set<ColumnId> given) {
        return top.ties() == TopK.Ties.CUT
                && top.limit().map(l -> ONE.contains(l.toString())).orElse(false)
                && top.partition().stream().allMatch(p -> p.atomic() && given.containsAll(p.columns()));
    }

    private static Set<ColumnId> below(List<Projection> projections, Set<ColumnId> given) {
        Set<ColumnId> all = new HashSet<>(given);
        projections.stream()
                .filter(p -> given.contains(p.id()) && p.expression().atomic())
                .forEach(p -> all.addAll(p.expression().columns()));
        return all;
    }

    /** One input after the other, as their values follow from those before. */
    private boolean join(List<Relation> inputs, Relation join, List<Scalar> conditions, Set<ColumnId> given) {
        List<Relation> open = new ArrayList<>(inputs);
        Set<ColumnId> known = new HashSet<>(given);
        boolean progress = true;
        while (progress && !open.isEmpty()) {
            known.addAll(closure(join, conditions, known));
            Optional<Relation> next = open.stream().filter(i -> holds(i, known)).findFirst();
            next.ifPresent(i -> {
                known.addAll(i.columns());
                open.remove(i);
            });
            progress = next.isPresent();
        }
        return open.isEmpty();
    }

    /** The given columns and those that are equal to something given. */
    private Set<ColumnId> closure(Relation relation, List<Scalar> conditions, Set<ColumnId> given) {
        Set<ColumnId> all = new HashSet<>(given);
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Scalar condition : conditions) {
                Optional<KeyEquality> equality = KeyEquality.read(condition, all, relation, columns);
                if (equality.isPresent() && equality.get().inner().atomic()) {
                    progress |= all.addAll(equality.get().inner().columns());
                }
            }
        }
        return all;
    }
}
