package dev.pgtrickle.proxy.bench.suite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Data, queries over it, and changes of it; the same each time. */
public interface Suite {

    /**
     * What it is called.
     *
     * @return a few words with its size
     */
    String title();

    /**
     * Makes and fills the tables.
     *
     * @param connection a session in an empty database
     * @throws SQLException when a statement fails
     */
    void load(Connection connection) throws SQLException;

    /**
     * What is kept up to date.
     *
     * @return the queries, in the order in which they are shown
     */
    List<SuiteQuery> queries();

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
