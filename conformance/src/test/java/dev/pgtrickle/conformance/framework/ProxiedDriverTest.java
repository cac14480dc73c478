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

/** The driver in front of a proxy, to which it leaves the statements about stream tables. */
@ExtendWith(DatabaseExtension.class)
class ProxiedDriverTest {

    @Test
    void the_proxy_does_what_the_driver_leaves_to_it(Database database) throws Exception {
        Conninfo server = new Conninfo("127.0.0.1", database.port(), database.name(), "postgres", Optional.empty(), 10);
        String direct = Shop.url(database) + "&pgtrickle.statements=server";
        try (Node node = Node.start(server, NodeSettings.LOCAL);
                Connection c = DriverManager.getConnection(
                        direct.replace(":" + database.port() + "/", ":" + node.port() + "/"));
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
}
