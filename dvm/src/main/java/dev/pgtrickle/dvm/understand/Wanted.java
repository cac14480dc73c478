package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.syntax.Distinct;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.syntax.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The expressions that a SELECT computes for each row: its targets, and the keys of DISTINCT ON and ORDER BY that are no targets.
 *
 * <p>The server writes a sort key that is a target as that target's expression, so the two are found to be the same by their text.
 *
 * @param targetCount how many of the expressions are targets: the first ones
 * @param expressions all expressions
 * @param distinct the DISTINCT clause, or null
 * @param orderBy the sort items that matter
 */
record Wanted(
        int targetCount,
        List<Expression> expressions,
        @Nullable Distinct distinct,
        List<SortItem> orderBy) {

    /**
     * What a SELECT computes.
     *
     * @param select the SELECT
     * @param orderBy ORDER BY where LIMIT or DISTINCT ON depends on it; empty otherwise
     */
    static Wanted of(Select select, List<SortItem> orderBy) {
        List<Expression> all = new ArrayList<>(
                select.targets().stream().map(Target::expression).toList());
        if (select.distinct() instanceof Distinct.On on) {
            on.keys().forEach(k -> add(k, all));
        }
        orderBy.forEach(i -> add(i.expression(), all));
        if (select.distinct() instanceof Distinct.Rows
                && all.size() > select.targets().size()) {
            throw NotMaintainable.because(
                    "ORDER BY after DISTINCT", "sorts by something that we do not find among the columns");
        }
        return new Wanted(select.targets().size(), List.copyOf(all), select.distinct(), orderBy);
    }

    private static void add(Expression expression, List<Expression> all) {
        if (find(expression, all) < 0) {
            all.add(expression);
        }
    }

    private static int find(Expression expression, List<Expression> all) {
        Expression bare = expression.withoutParentheses();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).withoutParentheses().equals(bare)) {
                return i;
            }
        }
        return -1;
    }

    private ColumnId column(Expression expression, List<ColumnId> columns) {
        return columns.get(find(expression, expressions));
    }

    /** The columns of the targets among those of the expressions. */
    List<ColumnId> targets(List<ColumnId> columns) {
        return columns.subList(0, targetCount);
    }

    /** The columns of the keys of DISTINCT ON. */
    List<ColumnId> keys(List<ColumnId> columns) {
        return distinct instanceof Distinct.On on
                ? on.keys().stream().map(k -> column(k, columns)).toList()
                : List.of();
    }

    /** The sort keys over the columns of the expressions. */
    SortKeys order(List<ColumnId> columns) {
        return SortKeys.of(
                orderBy,
                orderBy.stream().map(i -> column(i.expression(), columns)).toList());
    }
}
