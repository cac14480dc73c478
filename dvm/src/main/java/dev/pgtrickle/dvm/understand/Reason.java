package dev.pgtrickle.dvm.understand;

/**
 * Why a query is not maintained incrementally.
 *
 * @param clause the part of the query that stands in the way, as the server prints it
 * @param why what is the matter with it: a clause that follows the part
 * @param instead what to write instead or to do, a full sentence; empty when there is nothing to suggest
 */
public record Reason(String clause, String why, String instead) {

    private static final int LONGEST_CLAUSE = 80;

    /** Shortens the clause to one readable line. */
    public Reason {
        clause = clause.replaceAll("\\s+", " ").strip();
        if (clause.length() > LONGEST_CLAUSE) {
            clause = clause.substring(0, LONGEST_CLAUSE - 3) + "...";
        }
    }

    /**
     * The reason as one line.
     *
     * @return such as {@code LEFT JOIN is not maintained incrementally}
     */
    public String sentence() {
        return clause + " " + why;
    }
}
