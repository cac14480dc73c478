package dev.pgtrickle.dvm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The equality oracle: at one snapshot, a stream table equals its query as a multiset, compared by exact text and by SQL equality, and its hidden
 * state equals that of a twin built afresh.
 */
public final class Oracle {

    /** How contents are compared. */
    public enum Equality {
        /** By text: what a client sees, digit by digit. */
        EXACT,
        /** By SQL equality only: for queries whose result may show any of several equal values. */
        SQL
    }

    private Oracle() {}

    /** Compares contents with the query. */
    public static void assertEqualsQuery(
            Connection connection, String streamTable, String query, Equality equality, String context)
            throws SQLException {
        if (equality == Equality.EXACT) {
            assertThat(difference(connection, "whole_row::text", streamTable, query))
                    .as("%s: rows of %s that differ from its query by text", context, streamTable)
                    .isEmpty();
        } else {
            assertThat(difference(connection, "*", streamTable, query))
                    .as("%s: rows of %s that differ from its query", context, streamTable)
                    .isEmpty();
        }
    }

    private static List<String> difference(Connection connection, String list, String streamTable, String query)
            throws SQLException {
        String kept = "(SELECT * FROM " + streamTable + ")";
        String fresh = "(" + query + "\n)";
        return Database.rows(
                connection,
                "(SELECT 'only stored' AS side, " + "x.* FROM (SELECT " + list + " FROM " + kept
                        + " whole_row EXCEPT ALL SELECT " + list
                        + " FROM " + fresh + " whole_row) x) UNION ALL (SELECT 'only in query', x.* FROM (SELECT "
                        + list + " FROM " + fresh
                        + " whole_row EXCEPT ALL SELECT " + list + " FROM " + kept + " whole_row) x)");
    }

    /**
     * Compares the hidden state of two stream tables with the same definition. The two storages have the same columns; values are compared by
     * SQL equality, because a sum may carry trailing zeros from inputs that are gone.
     */
    public static void assertSameHiddenState(Connection connection, String streamTable, String twin, String context)
            throws SQLException {
        String one = storage(connection, streamTable);
        String other = storage(connection, twin);
        List<String> differing = Database.rows(
                connection,
                "(SELECT 'kept', x.* FROM (SELECT * FROM " + one + " EXCEPT ALL SELECT * FROM " + other
                        + ") x) UNION ALL" + " (SELECT 'twin', x.* FROM (SELECT * FROM " + other
                        + " EXCEPT ALL SELECT * FROM " + one + ") x)");
        assertThat(differing)
                .as("%s: hidden state of %s against a twin", context, streamTable)
                .isEmpty();
    }

    private static String storage(Connection connection, String streamTable) throws SQLException {
        return Database.rows(
                        connection,
                        "SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = '" + streamTable
                                + "'::regclass")
                .getFirst();
    }
}
