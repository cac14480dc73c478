package dev.pgtrickle.dvm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The schema that random tests work in. */
public final class Lab {

    private Lab() {}

    /**
     * Makes it anew, and the session's.
     *
     * @param s a session
     * @param setup what creates and fills the tables
     */
    public static void open(InterceptedSession s, List<String> setup) throws Exception {
        s.run("DROP SCHEMA IF EXISTS lab CASCADE");
        s.run("SELECT pgtrickle._remove_orphans()");
        s.run("CREATE SCHEMA lab");
        s.run("SET search_path = lab");
        for (String statement : setup) {
            s.run(statement);
        }
    }

    /**
     * Runs a transaction. An error that made-up statements may run into rolls everything back: that must leave no trace either.
     *
     * @param connection a session outside of a transaction
     * @param statements the statements
     * @param allowed the SQLSTATEs that are no surprise
     */
    public static void transaction(Connection connection, List<String> statements, String... allowed)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            assertThat(e.getSQLState()).as(e.getMessage() + "\n" + statements).isIn((Object[]) allowed);
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
