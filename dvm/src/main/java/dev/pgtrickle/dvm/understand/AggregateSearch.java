package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.syntax.Window;
import java.util.List;

/** Finds aggregate calls of one query level, also in the arguments and windows of window functions. */
final class AggregateSearch {

    private final AggregateNames aggregates;

    /** Searches for the aggregates of a query. */
    AggregateSearch(AggregateNames aggregates) {
        this.aggregates = aggregates;
    }

    /** Whether a SELECT groups its rows, with GROUP BY or without. */
    boolean groups(Select select, List<Expression> wanted) {
        return select.groupBy() != null
                || select.having() != null
                || wanted.stream().anyMatch(this::in)
                || select.windows().stream().anyMatch(w -> in(w.window()));
    }

    private boolean in(Expression expression) {
        return expression.pieces().stream().anyMatch(this::in);
    }

    private boolean in(Piece piece) {
        return piece instanceof Call call
                && (aggregates.contains(call)
                        || call.arguments() instanceof Arguments.Values values
                                && (values.values().stream().anyMatch(this::in) || inItems(values.orderBy()))
                        || call.filter() != null && in(call.filter())
                        || call.over() instanceof Window.Inline window && in(window));
    }

    private boolean in(Window.Inline window) {
        return window.partitionBy().stream().anyMatch(this::in) || inItems(window.orderBy());
    }

    private boolean inItems(List<SortItem> items) {
        return items.stream().anyMatch(i -> in(i.expression()));
    }
}
