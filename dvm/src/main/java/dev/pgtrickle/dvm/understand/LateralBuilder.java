package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.FreeColumns;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.Project;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.understand.unnest.DependentJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Joins queries in FROM that may refer to what stands at their left. */
final class LateralBuilder {

    private final TreeColumns columns;

    LateralBuilder(TreeBuilder builder) {
        this.columns = new TreeColumns(builder);
    }

    /** Adds a query to an inner join. */
    void join(Relation query, Product product) {
        List<ColumnId> free = references(query, product);
        Optional<OneRowQuery> one = OneRowQuery.of(query);
        if (free.isEmpty()) {
            product.add(query);
        } else if (one.isPresent()) {
            product.apply(free, rows -> computed(rows, one.get(), query.columns()));
        } else {
            product.take(free);
            DependentJoin.Independent independent = new DependentJoin(columns, product.part(free)).independent(query);
            product.add(independent.relation());
            product.require(independent.conditions());
        }
    }

    /** The columns at its left that a query refers to. */
    private static List<ColumnId> references(Relation query, Product product) {
        return FreeColumns.of(query).stream()
                .filter(c -> product.has(List.of(c)))
                .toList();
    }

    /** Whether a query has exactly one row for each row at its left, so that a left join with it is an inner one. */
    static boolean isOneRow(Relation query) {
        return OneRowQuery.of(query).filter(q -> q.conditions().isEmpty()).isPresent();
    }

    /** Rows with what a query of one row computes for them. */
    private Relation computed(Relation rows, OneRowQuery query, List<ColumnId> outputs) {
        DependentJoin.Attached attached = query.aggregate()
                .map(a -> new DependentJoin(columns, rows).aggregate(rows, a))
                .orElseGet(() -> new DependentJoin.Attached(rows, Map.of()));
        Relation kept = query.conditions().isEmpty()
                ? attached.relation()
                : Joins.filter(attached.relation(), List.of(query.condition(attached.values())));
        List<Projection> projections = new ArrayList<>();
        rows.columns().forEach(c -> projections.add(new Projection(c, Scalar.of(c))));
        outputs.forEach(o -> projections.add(new Projection(o, query.computed(o, attached.values()))));
        return new Project(kept, List.copyOf(projections));
    }

    /**
     * The left join of rows with a query.
     *
     * @param product the rows
     * @param query the query
     * @param conditions the conditions of the join
     */
    Relation leftJoin(Product product, Relation query, List<Scalar> conditions) {
        product.take(references(query, product));
        Relation rows = product.relation();
        DependentJoin.Independent independent = new DependentJoin(columns, rows).independent(query);
        List<Scalar> all = new ArrayList<>(independent.conditions());
        all.addAll(conditions);
        return new OuterJoin(OuterJoin.Kind.LEFT, rows, independent.relation(), List.copyOf(all));
    }
}
