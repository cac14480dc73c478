package dev.pgtrickle.conformance.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.proxy.host.Node;
import dev.pgtrickle.proxy.host.NodeSettings;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver in front of a proxy, to which it leaves the statements about stream tables, whether it is told to or finds out. */
@ExtendWith(DatabaseExtension.class)
class ProxiedDriverTest {

    private static Node node(Database database) throws Exception {
        return Node.start(
                new Conninfo("127.0.0.1", database.port(), database.name(), "postgres", Optional.empty(), 10),
                NodeSettings.LOCAL);
    }

    private static Connection connect(Database database, int port, String more) throws SQLException {
        return DriverManager.getConnection(
                Shop.url(database).replace(":" + database.port() + "/", ":" + port + "/") + more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "auto"})
    void the_proxy_does_what_the_driver_leaves_to_it(String statements, Database database) throws Exception {
        try (Node node = node(database);
                Connection c = connect(database, node.port(), "&pgtrickle.statements=" + statements);
                Statement statement = c.createStatement()) {
            statement.execute(Shop.ORDERS);
            statement.execute("INSERT INTO orders VALUES (1, 'north', 10)");
            assertThat(statement.executeUpdate(Shop.TOTALS)).isEqualTo(1);
            statement.execute(Shop.COUNTS);
            c.setAutoCommit(false);
            statement.execute("INSERT INTO orders VALUES (2, 'north', 5)");
            assertThat(Database.rows(c, "SELECT total FROM totals")).containsExactly("15");
            c.rollback();
            c.setAutoCommit(true);
            assertThat(Database.rows(c, "SELECT total FROM totals")).containsExactly("10");
            statement.execute("INSERT INTO orders VALUES (3, 'south', 1)");
            statement.execute("REFRESH MATERIALIZED VIEW counts");
            assertThat(Database.rows(c, "SELECT region, n FROM counts ORDER BY region"))
                    .containsExactly("north|1", "south|1");
            assertThat(
                            Database.rows(
                                    c,
                                    "SELECT result FROM pgtrickle.validate_query('SELECT region FROM orders') WHERE check_name = 'resolved_refresh_mode'"))
                    .containsExactly("DIFFERENTIAL");
            assertThatThrownBy(() -> statement.execute(Shop.WRONG))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(Shop.UNDEFINED_COLUMN));
            statement.execute("SELECT pgtrickle.drop_stream_table('shop.counts')");
            statement.execute("DROP MATERIALIZED VIEW totals");
            assertThat(database.rows("SELECT count(*) FROM pgtrickle.stream_table"))
                    .containsExactly("0");
            assertThat(database.rows("SELECT count(*) FROM pgtrickle.request")).containsExactly("0");
        }
    }

    @Test
    void what_is_kept_for_commit_is_the_proxys_affair_alone(Database database) throws Exception {
        try (Node node = node(database);
                Connection proxied = connect(database, node.port(), "&pgtrickle.install=never")) {
            assertThat(keptFor(proxied))
                    .as("the proxy asks for one transaction")
                    .isEmpty();
        }
        try (Connection direct = connect(database, database.port(), "")) {
            assertThat(keptFor(direct)).as("the driver asks for the session").startsWith("proxied,");
        }
    }

    /** What the session's setting is after a transaction that has kept a change, and read it. */
    private static String keptFor(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(Shop.ORDERS);
            statement.execute(
                    "CREATE MATERIALIZED VIEW largest WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS SELECT region, max(amount) AS amount FROM orders GROUP BY region");
            c.setAutoCommit(false);
            statement.execute("INSERT INTO orders VALUES (1, 'north', 10)");
            assertThat(Database.rows(c, "SELECT amount FROM largest")).containsExactly("10");
            c.commit();
            c.setAutoCommit(true);
            return Database.rows(c, "SELECT coalesce(current_setting('pgtrickle.immediate', true), '')")
                    .getFirst();
        }
    }
}
