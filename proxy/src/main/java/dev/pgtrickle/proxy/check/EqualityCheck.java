package dev.pgtrickle.proxy.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether a relation holds exactly what a query returns: the same rows as often, by SQL equality and, digit by digit, by text. One
 * statement compares both, so it sees both at one snapshot.
 */
public final class EqualityCheck {

    private static final String CHECK = """
            WITH kept AS MATERIALIZED (SELECT * FROM %1$s),
                 fresh AS MATERIALIZED (%2$s
            ), kept_text AS (SELECT kept::text FROM kept), fresh_text AS (SELECT fresh::text FROM fresh)
            SELECT (SELECT count(*) FROM (TABLE kept EXCEPT ALL TABLE fresh) x)
                 + (SELECT count(*) FROM (TABLE fresh EXCEPT ALL TABLE kept) x),
                   (SELECT count(*) FROM (TABLE kept_text EXCEPT ALL TABLE fresh_text) x)
                 + (SELECT count(*) FROM (TABLE fresh_text EXCEPT ALL TABLE kept_text) x)
            """;

    private final Connection connection;

    /**
     * A check.
     *
     * @param connection where
     */
    public EqualityCheck(Connection connection) {
        this.connection = connection;
    }

    /**
     * Counts the differences.
     *
     * @param relation what is compared, in SQL
     * @param query what it should hold
     * @return how many rows are on one side only; 0 when they are equal
     * @throws SQLException when one of them cannot be read
     */
    public long differences(String relation, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CHECK.formatted(relation, query))) {
            row.next();
            return Math.max(row.getLong(1), row.getLong(2));
        }
    }
}
