package dev.pgtrickle.conformance.framework;

import dev.pgtrickle.driver.PgTrickleDataSource;
import dev.pgtrickle.testkit.Database;
import java.sql.SQLException;

/** What all frameworks work with: a table of orders, and what is sold per region as a stream table. */
final class Shop {

    static final String ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, region text NOT NULL, amount int NOT NULL)";

    static final String TOTALS =
            "CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS SELECT region, sum(amount) AS total FROM orders GROUP BY region";

    /** Is refreshed when somebody says so. */
    static final String COUNTS =
            "CREATE STREAM TABLE counts WITH (mode = DIFFERENTIAL, schedule = 'manual') AS SELECT region, count(*) AS n FROM orders GROUP BY region";

    /** Asks for a column that there is not; 42703. */
    static final String WRONG = "CREATE STREAM TABLE wrong AS SELECT colour FROM orders";

    static final String UNDEFINED_COLUMN = "42703";

    private Shop() {}

    /** The URL of a new schema in which the shop is to be built. */
    static String url(Database database) throws SQLException {
        database.run("DROP SCHEMA IF EXISTS shop CASCADE");
        database.run("CREATE SCHEMA shop");
        return database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:") + "&currentSchema=shop";
    }

    /** The same as a data source. */
    static PgTrickleDataSource source(Database database) throws SQLException {
        PgTrickleDataSource source = new PgTrickleDataSource();
        source.setUrl(url(database));
        return source;
    }
}
