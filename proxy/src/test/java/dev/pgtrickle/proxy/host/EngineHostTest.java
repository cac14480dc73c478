package dev.pgtrickle.proxy.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import dev.pgtrickle.proxy.testkit.Eventually;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.testkit.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Engines behind a proxy, as an application meets them. */
class EngineHostTest {

    private static Conninfo server(Database database, String user) {
        return new Conninfo("127.0.0.1", database.port(), database.name(), user, Optional.empty(), 10);
    }

    private static Connection through(ProxyServer proxy, Database database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name() + "?user=postgres");
    }

    private static ProxyServer proxy(EngineHost host, Database database) throws Exception {
        return ProxyServer.start(
                ProxyConfig.relaying(server(database, "postgres").upstream())
                        .intercepting(host)
                        .tellingCommits(host));
    }

    private static final String CATALOG = "SELECT coalesce(to_regclass('pgtrickle.stream_table')::text, 'none')";

    @OldestAndNewest
    void a_stream_table_is_created_and_kept_fresh_without_anyone_asking(PostgresVersion version) throws Exception {
        try (Database database = Database.create(version);
                EngineHost host = new EngineHost(server(database, "postgres"), new SimpleMeterRegistry());
                ProxyServer proxy = proxy(host, database);
                Connection client = through(proxy, database);
                Statement statement = client.createStatement()) {
            statement.execute("CREATE TABLE sale (shop int, amount int)");
            statement.execute(
                    "CREATE MATERIALIZED VIEW turnover WITH (pgtrickle.stream, pgtrickle.mode = 'DIFFERENTIAL')"
                            + " AS SELECT shop, sum(amount) AS amount FROM sale GROUP BY shop");
            statement.execute("INSERT INTO sale VALUES (1, 10), (2, 20), (1, 5)");
            Eventually.equal(
                    () -> Database.rows(client, "SELECT * FROM turnover ORDER BY shop"), List.of("1|15", "2|20"));

            // By the extended protocol, in a transaction of several statements.
            client.setAutoCommit(false);
            try (PreparedStatement update =
                    client.prepareStatement("UPDATE sale SET amount = amount + ? WHERE shop = ?")) {
                update.setInt(1, 100);
                update.setInt(2, 2);
                update.executeUpdate();
            }
            statement.execute("DELETE FROM sale WHERE shop = 1");
            client.commit();
            client.setAutoCommit(true);
            Eventually.equal(() -> Database.rows(client, "SELECT * FROM turnover ORDER BY shop"), List.of("2|120"));

            // And for a writer who passes by the proxy.
            database.run("INSERT INTO sale VALUES (3, 1)");
            Eventually.equal(
                    () -> Database.rows(client, "SELECT * FROM turnover ORDER BY shop"), List.of("2|120", "3|1"));
        }
    }

    @Test
    void a_database_without_stream_tables_is_relayed_and_left_as_it_is() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest());
                EngineHost host = new EngineHost(server(database, "postgres"), new SimpleMeterRegistry());
                ProxyServer proxy = proxy(host, database);
                Connection client = through(proxy, database);
                Statement statement = client.createStatement()) {
            statement.execute("CREATE TABLE t (a int)");
            statement.execute("CREATE MATERIALIZED VIEW m AS SELECT a FROM t");
            statement.execute("INSERT INTO t VALUES (1)");
            statement.execute("REFRESH MATERIALIZED VIEW m");
            assertThat(Database.rows(client, "SELECT * FROM m")).containsExactly("1");
            statement.execute("DROP MATERIALIZED VIEW m");
            assertThat(database.rows(CATALOG)).containsExactly("none");
            assertThat(host.engine(database.name())).isEmpty();
        }
    }

    @Test
    void what_is_there_already_is_kept_fresh_before_any_client_comes() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest())) {
            try (EngineHost host = new EngineHost(server(database, "postgres"), new SimpleMeterRegistry());
                    ProxyServer proxy = proxy(host, database);
                    Connection client = through(proxy, database);
                    Statement statement = client.createStatement()) {
                statement.execute("CREATE TABLE t (a int)");
                statement.execute("CREATE MATERIALIZED VIEW n WITH (pgtrickle.stream) AS SELECT count(*) AS n FROM t");
            }
            database.run("INSERT INTO t VALUES (1), (2)");
            assertThat(database.rows("SELECT n FROM n")).containsExactly("0");
            try (EngineHost host = new EngineHost(server(database, "postgres"), new SimpleMeterRegistry())) {
                host.discover();
                Eventually.equal(() -> database.rows("SELECT n FROM n"), List.of("2"));
            }
        }
    }

    @Test
    void the_engine_of_a_dropped_database_ends() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest());
                EngineHost host = new EngineHost(server(database, "postgres"), new SimpleMeterRegistry())) {
            host.install(database.name());
            assertThat(host.engine(database.name())).isPresent();
            try (Connection other =
                            DriverManager.getConnection(database.server().jdbcUrl("postgres"));
                    Statement drop = other.createStatement()) {
                Eventually.equal(() -> refusesToDrop(drop, database), true);
                drop.execute("DROP DATABASE " + database.name() + " WITH (FORCE)");
            }
            Eventually.equal(() -> host.engine(database.name()).isPresent(), false);
        }
    }

    /** As the documentation says: without FORCE, the engine's sessions are in the way. */
    private static boolean refusesToDrop(Statement drop, Database database) throws SQLException {
        List<String> sessions = Database.rows(
                drop.getConnection(),
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database.name() + "'");
        if (sessions.equals(List.of("0"))) {
            return false;
        }
        assertThatThrownBy(() -> drop.execute("DROP DATABASE " + database.name()))
                .hasMessageContaining("is being accessed by other users");
        return true;
    }

    @Test
    void a_role_that_may_not_create_schemas_is_told_so_with_the_statement_that_needed_one() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest())) {
            database.run("DROP ROLE IF EXISTS powerless; CREATE ROLE powerless LOGIN");
            try (EngineHost host = new EngineHost(server(database, "powerless"), new SimpleMeterRegistry());
                    ProxyServer proxy = proxy(host, database);
                    Connection client = through(proxy, database);
                    Statement statement = client.createStatement()) {
                assertThatThrownBy(() -> statement.execute(
                                "CREATE MATERIALIZED VIEW m WITH (pgtrickle.stream) AS SELECT 1 AS one"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("pgtrickle cannot install its catalog")
                        .hasMessageContaining("permission denied for database")
                        .extracting(e -> ((SQLException) e).getSQLState())
                        .isEqualTo("42501");
                assertThat(Database.rows(client, "SELECT 1")).containsExactly("1");
                assertThat(database.rows(CATALOG)).containsExactly("none");
            } finally {
                database.run("DROP ROLE powerless");
            }
        }
    }
}
