package dev.pgtrickle.dvm.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query: WITH, a body, and what applies to its whole result (manual, "SELECT").
 *
 * @param recursive whether it says WITH RECURSIVE
 * @param ctes the common table expressions in order, empty without WITH
 * @param body what it computes
 * @param orderBy the sort keys, empty without ORDER BY; those of a {@link SetOperation} are column numbers
 * @param limit LIMIT, OFFSET and FETCH, or null for none
 * @param locking the FOR clauses, one per locked table
 */
public record Query(
        boolean recursive,
        List<Cte> ctes,
        QueryBody body,
        List<SortItem> orderBy,
        @Nullable Limit limit,
        List<Locking> locking) {

    /** Copies the lists. */
    public Query {
        ctes = List.copyOf(ctes);
        orderBy = List.copyOf(orderBy);
        locking = List.copyOf(locking);
    }

    /**
     * A query that is only a body.
     *
     * @param body what it computes
     * @return the query
     */
    public static Query of(QueryBody body) {
        return new Query(false, List.of(), body, List.of(), null, List.of());
    }

    /**
     * Whether there is nothing but a body.
     *
     * @return true without WITH, ORDER BY, LIMIT and FOR
     */
    public boolean isPlain() {
        return ctes.isEmpty() && orderBy.isEmpty() && limit == null && locking.isEmpty();
    }
}
