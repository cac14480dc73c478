package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.sql.QualifiedName;

/**
 * A condition in every visible relation that is always true and costs nothing: it makes the relation depend on the row type of the pinned query, so
 * that dropping a source with CASCADE takes the stream table along.
 *
 * @param pin the view that pins the defining query
 */
public record Anchor(QualifiedName pin) {

    /**
     * The condition.
     *
     * @return SQL text
     */
    public String sql() {
        // Folded away when a query is planned, unlike IS NULL of a row type.
        return "NULL::" + pin.sql() + " IS NOT DISTINCT FROM NULL";
    }

    /**
     * A reading without the condition.
     *
     * @param visibleQuery the query of a visible relation
     * @return what it computes, in terms of the storage table alone
     */
    public String removedFrom(String visibleQuery) {
        return visibleQuery.replace(sql(), "true");
    }
}
