package dev.pgtrickle.proxy.bench.suite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Tables and queries over them; the same each time. */
public interface QuerySet {

    /**
     * What it is called.
     *
     * @return a few words with its size
     */
    String title();

    /**
     * Makes and fills the tables.
     *
     * @param connection a session in a database without them
     * @throws SQLException when a statement fails
     */
    void load(Connection connection) throws SQLException;

    /**
     * What is kept up to date.
     *
     * @return the queries, in the order in which they are shown
     */
    List<SuiteQuery> queries();
}
