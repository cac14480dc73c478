package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.source.SourceColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which columns a query reads: only those are captured, netted and carried through joins.
 *
 * <p>Law: a projection that nobody reads needs nothing; a condition needs all its columns.
 */
public final class UsedColumns {

    private UsedColumns() {}

    /**
     * The columns that are read for some expressions over a relation.
     *
     * @param relation a relation
     * @param wanted expressions over its columns, or over columns of its scans
     * @return the columns of all operators that are read
     */
    public static Set<ColumnId> of(Relation relation, List<Scalar> wanted) {
        Set<ColumnId> used = new HashSet<>();
        wanted.forEach(s -> used.addAll(s.columns()));
        collect(relation, used);
        return used;
    }

    /** Operators are visited from the top, so that what a projection needs is known when its input is reached. */
    private static void collect(Relation relation, Set<ColumnId> used) {
        switch (relation) {
            case Scan scan -> {}
            case Relation.Filter filter -> filter.conditions().forEach(c -> used.addAll(c.columns()));
            case Relation.Join join -> join.conditions().forEach(c -> used.addAll(c.columns()));
            case Relation.Project project ->
                project.projections().stream()
                        .filter(p -> used.contains(p.id()))
                        .forEach(p -> used.addAll(p.expression().columns()));
            case Relation.Aggregate aggregate -> {
                aggregate.keys().forEach(k -> used.addAll(k.expression().columns()));
                aggregate.calls().forEach(c -> used.addAll(c.call().columns()));
            }
            case Relation.OuterJoin join -> join.conditions().forEach(c -> used.addAll(c.columns()));
            case Relation.SemiJoin join -> join.conditions().forEach(c -> used.addAll(c.columns()));
            case Relation.UnionAll union ->
                union.branches().forEach(b -> {
                    for (int i = 0; i < union.columns().size(); i++) {
                        if (used.contains(union.columns().get(i))) {
                            used.addAll(b.values().get(i).columns());
                        }
                    }
                });
            case Relation.TableFunction function -> {
                used.addAll(function.item().columns());
                function.conditions().forEach(c -> used.addAll(c.columns()));
            }
            case Relation.Values values -> {}
            case Relation.SelfReference self -> {}
            // Which rows there are depends on all columns.
            case Relation.Fixpoint fixpoint -> {
                fixpoint.base().values().forEach(v -> used.addAll(v.columns()));
                fixpoint.step().values().forEach(v -> used.addAll(v.columns()));
                used.addAll(fixpoint.self().columns());
            }
            case Relation.Window window -> {
                window.partition().forEach(k -> used.addAll(k.columns()));
                window.calls().forEach(c -> used.addAll(c.expression().columns()));
            }
            case Relation.TopK top -> {
                top.partition().forEach(k -> used.addAll(k.columns()));
                top.order().forEach(o -> used.addAll(o.columns()));
            }
        }
        relation.inputs().forEach(i -> collect(i, used));
    }

    /**
     * The used columns of each table.
     *
     * @param relation the relation
     * @param used what {@link #of} returned
     * @return by table OID, its used columns by increasing number, over all scans of the table
     */
    public static Map<Long, List<SourceColumn>> bySource(Relation relation, Set<ColumnId> used) {
        Map<Long, Map<Integer, SourceColumn>> found = new HashMap<>();
        for (Scan scan : relation.scans()) {
            Map<Integer, SourceColumn> columns =
                    found.computeIfAbsent(scan.table().oid(), oid -> new LinkedHashMap<>());
            scan.bindings().stream()
                    .filter(b -> used.contains(b.id()))
                    .forEach(b -> columns.put(b.column().number(), b.column()));
        }
        // A table of which only the rows count is captured with some column: without any, a capture only tells that
        // something changed.
        for (Scan scan : relation.scans()) {
            Map<Integer, SourceColumn> columns =
                    found.computeIfAbsent(scan.table().oid(), oid -> new LinkedHashMap<>());
            if (columns.isEmpty() && !scan.bindings().isEmpty()) {
                SourceColumn first = scan.bindings().getFirst().column();
                columns.put(first.number(), first);
            }
        }
        Map<Long, List<SourceColumn>> result = new HashMap<>();
        found.forEach((oid, columns) -> {
            List<SourceColumn> sorted = new ArrayList<>(columns.values());
            sorted.sort(Comparator.comparingInt(SourceColumn::number));
            result.put(oid, sorted);
        });
        return result;
    }
}
