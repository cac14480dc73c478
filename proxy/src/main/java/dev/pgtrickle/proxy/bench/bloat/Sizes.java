package dev.pgtrickle.proxy.bench.bloat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What there is at one moment.
 *
 * @param log the log
 * @param storage the stored sums
 */
record Sizes(Relation log, Relation storage) {

    /**
     * A relation with its indexes.
     *
     * @param bytes how large it is
     * @param dead dead rows, as far as the server has counted
     * @param vacuums how often it was vacuumed, by whomever
     */
    record Relation(long bytes, long dead, long vacuums) {}

    private static final String RELATION = """
            SELECT pg_catalog.pg_total_relation_size(?::regclass), n_dead_tup, vacuum_count + autovacuum_count
            FROM pg_catalog.pg_stat_all_tables WHERE relid = ?::regclass""";

    /**
     * Looks.
     *
     * @param session a session in the database
     * @param log the log, quoted
     * @param storage the storage, quoted
     * @return what there is
     * @throws SQLException when the server refuses
     */
    static Sizes of(Connection session, String log, String storage) throws SQLException {
        return new Sizes(relation(session, log), relation(session, storage));
    }

    /** How many rows of a log were not folded yet. */
    static long unfolded(Connection session, String log) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + log)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Relation relation(Connection session, String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(RELATION)) {
            statement.setString(1, name);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Relation(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }
}
