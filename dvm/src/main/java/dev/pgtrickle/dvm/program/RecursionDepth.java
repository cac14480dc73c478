package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.sql.Literal;

/**
 * The guard of recursions that might never end: each row knows the round in which it was found, and beyond a number of rounds that the setting
 * {@code pgtrickle.recursion_limit} gives, the statement fails. Nothing is ever cut off.
 *
 * <p>UNION must not tell rows apart by the round, or a cycle would never end. So the round is an interval of so many days and minus as many times 24
 * hours: all these are equal to one another, as 24 hours are equal to a day, and still tell how many days they have.
 */
final class RecursionDepth {

    /** The round of the first rows, as an interval. */
    static final String FIRST_ROUND = "interval '0'";

    private RecursionDepth() {}

    /** The round after one. */
    static String next(String round) {
        return round + " + interval '1 day -24 hours'";
    }

    /** The number of a round that is an interval. */
    static String number(String round) {
        return "pg_catalog.date_part('day', " + round + ")";
    }

    /**
     * A condition that is true, or fails. The planner takes it for one that few rows satisfy, and so does not take the many rows that it expects of any
     * recursion for a reason to read tables as a whole.
     */
    static String check(String number, Storage storage) {
        return "CASE WHEN " + number
                + " < (SELECT pgtrickle._recursion_limit()) THEN 0 ELSE pgtrickle._recursion_too_deep("
                + new Literal(storage.table().sql()).sql() + ") END = 0";
    }
}
