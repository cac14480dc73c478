package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.syntax.Target;
import dev.pgtrickle.dvm.understand.TreeBuilder.Built;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.ArrayList;
import java.util.List;

/**
 * A query of one column whose order matters, because its values go into an array.
 *
 * @param built the query, with further columns for sort keys
 * @param order the sort keys over its columns
 */
record ArrayQuery(Built built, SortKeys order) {

    static ArrayQuery build(TreeBuilder builder, Query query, Environment inner) {
        // Of a set operation, of VALUES and with DISTINCT, only the column itself can be sorted by.
        boolean extensible = query.body() instanceof Select select && select.distinct() == null;
        if (query.orderBy().isEmpty() || !extensible) {
            Built built = builder.query(query, inner);
            return new ArrayQuery(built, keys(query, List.of(), built));
        }
        Select select = (Select) query.body();
        List<Target> targets = new ArrayList<>(select.targets());
        for (SortItem item : query.orderBy()) {
            if (find(item.expression(), targets) < 0) {
                targets.add(new Target(item.expression(), null));
            }
        }
        Select extended = new Select(
                null, targets, select.from(), select.where(), select.groupBy(), select.having(), select.windows());
        Built built = builder.query(
                new Query(query.recursive(), query.ctes(), extended, query.orderBy(), query.limit(), query.locking()),
                inner);
        return new ArrayQuery(built, keys(query, targets, built));
    }

    private static SortKeys keys(Query query, List<Target> targets, Built built) {
        List<ColumnId> columns = new ArrayList<>();
        for (SortItem item : query.orderBy()) {
            columns.add(built.outputs().get(Math.max(find(item.expression(), targets), 0)));
        }
        return SortKeys.of(query.orderBy(), columns);
    }

    private static int find(Expression expression, List<Target> targets) {
        Expression bare = expression.withoutParentheses();
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).expression().withoutParentheses().equals(bare)) {
                return i;
            }
        }
        return -1;
    }
}
