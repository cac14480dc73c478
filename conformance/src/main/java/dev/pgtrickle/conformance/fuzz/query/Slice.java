package dev.pgtrickle.conformance.fuzz.query;

/**
 * The part of a result that is taken, in an order that leaves nothing open: of all columns, or with ties.
 *
 * @param directions the direction of each column, used in turn: ASC, DESC NULLS LAST and so on
 * @param offset how many rows are left out
 * @param limit how many rows are taken
 * @param ties whether rows are ordered by the first column only, and those like the last are taken too
 */
public record Slice(String directions, int offset, int limit, Ties ties) {

    /** What happens to rows that sort like the last one. */
    public enum Ties {
        CUT,
        KEPT
    }

    /**
     * The clauses.
     *
     * @param columns how many columns the query has
     * @return SQL that starts with a blank
     */
    String sql(int columns) {
        StringBuilder text = new StringBuilder(" ORDER BY ");
        if (ties == Ties.KEPT) {
            // Which of the rows that tie an OFFSET leaves out is for the server to choose.
            return text.append("1 ").append(directions) + " FETCH FIRST " + Math.max(limit, 1) + " ROWS WITH TIES";
        }
        return text.append(order(columns, directions)) + " LIMIT " + limit + (offset > 0 ? " OFFSET " + offset : "");
    }

    /**
     * The order by all columns.
     *
     * @param columns how many columns the query has
     * @param directions the direction of the first
     * @return sort items
     */
    static String order(int columns, String directions) {
        StringBuilder text = new StringBuilder("1 " + directions);
        for (int i = 2; i <= columns; i++) {
            text.append(", ").append(i);
        }
        return text.toString();
    }
}
