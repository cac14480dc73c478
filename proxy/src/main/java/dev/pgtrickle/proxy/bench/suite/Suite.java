package dev.pgtrickle.proxy.bench.suite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Tables, queries over them, and changes of them; the same each time. */
public interface Suite extends QuerySet {

    /**
     * Changes the tables and commits.
     *
     * @param connection a session that commits by itself
     * @param churn how much
     * @return how many rows were inserted, deleted or updated
     * @throws SQLException when a statement fails
     */
    long change(Connection connection, Churn churn) throws SQLException;

    /**
     * The tables that are changed.
     *
     * @return their names
     */
    List<String> changedTables();
}
