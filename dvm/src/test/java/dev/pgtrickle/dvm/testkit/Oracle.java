package dev.pgtrickle.dvm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.Multisets;
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
        String kept = "SELECT * FROM " + streamTable;
        Multisets multisets = new Multisets(connection);
        List<String> differing =
                equality == Equality.EXACT ? multisets.differByText(kept, query) : multisets.differBySql(kept, query);
        assertThat(differing)
                .as("%s: rows that are only in %s (left) or only in its query (right)", context, streamTable)
                .isEmpty();
    }

    /**
     * Compares the hidden state of two stream tables with the same definition. The two storages have the same columns; values are compared by
     * SQL equality, because a sum may carry trailing zeros from inputs that are gone. What was appended to a log is folded before.
     */
    public static void assertSameHiddenState(Connection connection, String streamTable, String twin, String context)
            throws SQLException {
        Database.rows(connection, "SELECT pgtrickle._fold(pgt_id) FROM pgtrickle.stream_table");
        String one = storage(connection, streamTable);
        String other = storage(connection, twin);
        List<String> differing =
                new Multisets(connection).differBySql("SELECT * FROM " + one, "SELECT * FROM " + other);
        assertThat(differing)
                .as("%s: hidden state of %s (left) against a twin (right)", context, streamTable)
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
