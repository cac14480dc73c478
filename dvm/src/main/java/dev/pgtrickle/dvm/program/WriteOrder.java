package dev.pgtrickle.dvm.program;

/**
 * Puts the writes of one statement into an order: rows leave before others take their place.
 *
 * <p>Law: a unique index that the user made on a stream table holds after every write that leaves the contents unique, except when rows that stay
 * swap their values.
 *
 * <p>The data-modifying members of a WITH list are "executed concurrently with each other", in an order of the server's choosing
 * (<a href="https://www.postgresql.org/docs/current/queries-with.html">PostgreSQL, 7.8.4</a>), and a unique index is checked row by row. A condition
 * that reads what another member returns makes that one run to its end first. Before: {@code INSERT .. SELECT .. FROM came}; after:
 * {@code INSERT .. SELECT .. FROM came WHERE (SELECT count(*) FROM deleted) IS NOT NULL}.
 */
public final class WriteOrder {

    private WriteOrder() {}

    /**
     * A condition that is always true, once another member of the WITH list is done.
     *
     * @param member the name of a data-modifying member with a RETURNING clause
     * @return an expression for a WHERE clause
     */
    public static String after(String member) {
        return "(SELECT count(*) FROM " + member + ") IS NOT NULL";
    }
}
