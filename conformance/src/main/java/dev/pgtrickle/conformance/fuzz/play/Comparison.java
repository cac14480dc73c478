package dev.pgtrickle.conformance.fuzz.play;

import dev.pgtrickle.conformance.fuzz.play.FuzzCase.Equality;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Compares two queries as multisets of rows, at one snapshot. */
final class Comparison {

    private Comparison() {}

    /** The rows that only one of the queries has; empty when they are equal. */
    static List<String> differing(Connection session, Equality equality, String kept, String expected)
            throws SQLException {
        String list = equality == Equality.TEXT ? "whole_row::text" : "whole_row.*";
        String left = "SELECT " + list + " FROM (" + kept + ") whole_row";
        String right = "SELECT " + list + " FROM (" + expected + ") whole_row";
        return Arena.rows(
                session,
                "(SELECT 'only kept' AS side, x::text FROM (" + left + " EXCEPT ALL " + right
                        + ") x) UNION ALL (SELECT 'only in the query', x::text FROM (" + right + " EXCEPT ALL " + left
                        + ") x) ORDER BY 1, 2 LIMIT 20");
    }
}
