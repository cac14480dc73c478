package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds columns that tell the rows of a relation apart: no two rows are equal in all of them (SQL equality, NULL equal to NULL).
 */
final class RowIdentity {

    private RowIdentity() {}

    /**
     * The columns that identify a row.
     *
     * @param relation a relation
     * @return some of its columns, none when it has at most one row; nothing when there is no such choice of columns
     */
    static Optional<List<ColumnId>> of(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> scan(scan);
            case Relation.Filter filter -> of(filter.input());
            case Relation.Window window -> of(window.input());
            case Relation.TopK top -> of(top.input());
            case Relation.SemiJoin join -> of(join.left());
            case Relation.Join join -> all(join.inputs());
            // A row that is kept without a partner is alone with the nulls in the partner's place.
            case Relation.OuterJoin join -> all(join.inputs());
            case Relation.Aggregate aggregate ->
                Optional.of(aggregate.keys().stream()
                        .map(Relation.Aggregate.Key::id)
                        .toList());
            case Relation.Project project -> project(project);
            case Relation.Values values -> values.rows().size() <= 1 ? Optional.of(List.of()) : Optional.empty();
            case Relation.UnionAll union -> Optional.empty();
            case Relation.SelfReference self -> Optional.empty();
            case Relation.Fixpoint fixpoint ->
                switch (fixpoint.duplicates()) {
                    case REMOVED -> Optional.of(fixpoint.columns());
                    case KEPT -> Optional.empty();
                };
            case Relation.TableFunction function -> Optional.empty();
        };
    }

    private static Optional<List<ColumnId>> scan(Relation.Scan scan) {
        if (scan.table().key().isEmpty()) {
            return Optional.empty();
        }
        List<ColumnId> columns = new ArrayList<>();
        for (int number : scan.table().key()) {
            scan.bindings().stream()
                    .filter(b -> b.column().number() == number)
                    .findFirst()
                    .ifPresent(b -> columns.add(b.id()));
        }
        return columns.size() == scan.table().key().size() ? Optional.of(columns) : Optional.empty();
    }

    private static Optional<List<ColumnId>> all(List<Relation> relations) {
        List<ColumnId> columns = new ArrayList<>();
        for (Relation relation : relations) {
            Optional<List<ColumnId>> one = of(relation);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            columns.addAll(one.get());
        }
        return Optional.of(columns);
    }

    private static Optional<List<ColumnId>> project(Relation.Project project) {
        Optional<List<ColumnId>> below = of(project.input());
        if (below.isEmpty()) {
            return below;
        }
        List<ColumnId> columns = new ArrayList<>();
        for (ColumnId column : below.get()) {
            Optional<ColumnId> kept = project.projections().stream()
                    .filter(p -> WindowSpecification.plain(p.expression()).equals(Optional.of(column)))
                    .map(Projection::id)
                    .findFirst();
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            columns.add(kept.get());
        }
        return Optional.of(columns);
    }
}
