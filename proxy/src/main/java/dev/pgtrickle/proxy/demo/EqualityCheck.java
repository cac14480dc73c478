package dev.pgtrickle.proxy.demo;

import dev.pgtrickle.proxy.tpch.TpchQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether a stream table holds exactly what its query returns: the same rows as often, by SQL equality and, digit by digit, by text. One
 * statement compares both, so it sees both at one snapshot.
 */
final class EqualityCheck {

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
    private final double scale;

    /**
     * A check.
     *
     * @param connection where
     * @param scale the scale factor of the data
     */
    EqualityCheck(Connection connection, double scale) {
        this.connection = connection;
        this.scale = scale;
    }

    /**
     * Counts the differences.
     *
     * @param query whose stream table is compared
     * @return how many rows are on one side only; 0 when they are equal
     */
    long differences(TpchQuery query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CHECK.formatted(query.streamTable(), query.text(scale)))) {
            row.next();
            return Math.max(row.getLong(1), row.getLong(2));
        }
    }
}
