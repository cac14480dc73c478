package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** {@code jdbc:pgtrickle:}, with neither proxy nor engine. */
@ExtendWith(DatabaseExtension.class)
class PgTrickleDriverTest {

    private static final String CREATE =
            "CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream, pgtrickle.mode = '%s') AS SELECT k, count(*) AS n, max(v) AS m FROM t GROUP BY k";

    private String url;
    private Connection c;

    @BeforeEach
    void open(Database database) throws Exception {
        database.run("DROP SCHEMA IF EXISTS lab CASCADE");
        database.run("CREATE SCHEMA lab");
        url = database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:") + "&currentSchema=lab";
        c = DriverManager.getConnection(url);
        execute("CREATE TABLE t (k int, v int)");
    }

    @AfterEach
    void close() throws Exception {
        c.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        return Database.rows(c, sql);
    }

    @Test
    void a_stream_table_is_created_kept_refreshed_and_dropped() throws Exception {
        try (Statement statement = c.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO t VALUES (1, 10), (2, 20)"))
                    .isEqualTo(2);
            assertThat(statement.execute(CREATE.formatted("IMMEDIATE") + " ; ")).isFalse();
            assertThat(statement.getUpdateCount())
                    .as("as pgjdbc says of CREATE TABLE AS")
                    .isEqualTo(2);
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
            Statement closed = c.createStatement();
            closed.close();
            assertThatThrownBy(() -> closed.execute("DROP MATERIALIZED VIEW totals"))
                    .hasMessageContaining("closed");
            statement.execute("INSERT INTO t VALUES (1, 11)");
            assertThat(statement.getUpdateCount()).isEqualTo(1);
        }
        assertThat(rows("SELECT k, n, m FROM totals ORDER BY k")).containsExactly("1|2|11", "2|1|20");
        execute("ALTER MATERIALIZED VIEW totals SET (pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual')");
        execute("INSERT INTO t VALUES (3, 30)");
        assertThat(rows("SELECT count(*) FROM totals")).containsExactly("2");
        execute("REFRESH MATERIALIZED VIEW totals");
        assertThat(rows("SELECT count(*) FROM totals")).containsExactly("3");
        execute("CREATE INDEX CONCURRENTLY by_n ON totals (n)");
        assertThat(rows("SELECT schemaname FROM pg_indexes WHERE indexname = 'by_n'"))
                .containsExactly("pgtrickle_store");
        execute("DROP MATERIALIZED VIEW totals");
        assertThat(rows("SELECT to_regclass('totals') IS NULL")).containsExactly("t");
        assertThat(c.getAutoCommit()).isTrue();
    }

    @Test
    void it_belongs_to_the_transaction() throws Exception {
        c.setAutoCommit(false);
        execute(CREATE.formatted("IMMEDIATE"));
        execute("INSERT INTO t VALUES (1, 10)");
        assertThat(rows("SELECT k, n, m FROM totals")).containsExactly("1|1|10");
        c.rollback();
        assertThat(rows("SELECT to_regclass('totals') IS NULL")).containsExactly("t");
        c.rollback();
    }

    @Test
    void an_error_is_as_the_servers_and_aborts_the_transaction() throws Exception {
        c.setAutoCommit(false);
        execute("INSERT INTO t VALUES (1, 10)");
        assertThatThrownBy(() -> execute("CREATE STREAM TABLE s WITH (nonsense = 1) AS SELECT 1 AS one"))
                .isInstanceOfSatisfying(PSQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("22023");
                    assertThat(message(e).getMessage()).contains("unrecognized option \"nonsense\"");
                    assertThat(message(e).getHint()).contains("pgtrickle.mode");
                });
        assertThatThrownBy(() -> execute("SELECT 1")).hasMessageContaining("current transaction is aborted");
        c.rollback();
        execute("INSERT INTO t VALUES (1, 10)");
        assertThatThrownBy(() -> execute("CREATE STREAM TABLE s WITH (mode = IMMEDIATE) AS SELECT k, now() FROM t"))
                .isInstanceOfSatisfying(
                        PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
        assertThatThrownBy(() -> execute("SELECT 1")).hasMessageContaining("current transaction is aborted");
        c.rollback();
        c.setAutoCommit(true);
        assertThatThrownBy(() -> execute("CREATE STREAM TABLE s AS SELECT nothing FROM t"))
                .isInstanceOfSatisfying(PSQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("42703");
                    assertThat(message(e).getPosition()).isEqualTo(33);
                });
        assertThat(rows("SELECT 1")).containsExactly("1");
    }

    @Test
    void with_autosave_a_failed_command_leaves_nothing_and_the_transaction_goes_on() throws Exception {
        try (Connection saving = DriverManager.getConnection(url + "&autosave=always")) {
            saving.setAutoCommit(false);
            try (Statement statement = saving.createStatement()) {
                statement.execute("INSERT INTO t VALUES (1, 10)");
                assertThatThrownBy(() -> statement.execute(
                                "CREATE STREAM TABLE s WITH (mode = IMMEDIATE) AS SELECT k, now() AS t FROM t"))
                        .isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> statement.execute("SELECT pgtrickle.drop_stream_table('no_such')"))
                        .isInstanceOf(SQLException.class);
                statement.execute("INSERT INTO t VALUES (2, 20)");
            }
            saving.commit();
        }
        assertThat(rows("SELECT count(*) FROM t")).containsExactly("2");
        assertThat(rows("SELECT relname FROM pg_class WHERE relname IN ('s', 'pin_1')"))
                .isEmpty();
    }

    @Test
    void notices_are_warnings() throws Exception {
        try (Statement statement = c.createStatement()) {
            statement.execute("CREATE STREAM TABLE s AS SELECT k, current_user AS u FROM t");
            assertThat(statement.getWarnings().getMessage()).contains("FULL");
            statement.execute("SELECT 1");
            assertThat((Object) statement.getWarnings()).isNull();
        }
    }

    @Test
    void functions_answer_and_do_what_they_are_asked_for() throws Exception {
        execute(CREATE.formatted("IMMEDIATE"));
        c.setAutoCommit(true);
        try (PreparedStatement validate = c.prepareStatement(
                "SELECT * FROM pgtrickle.validate_query(?) WHERE check_name = 'resolved_refresh_mode'")) {
            validate.setFetchSize(1);
            validate.setString(1, "SELECT k FROM t");
            try (ResultSet answer = validate.executeQuery()) {
                assertThat(answer.next()).isTrue();
                assertThat(answer.getString("result")).isEqualTo("DIFFERENTIAL");
                assertThat(answer.next()).isFalse();
            }
            assertThat(validate.getFetchSize()).isEqualTo(1);
        }
        try (CallableStatement drop = c.prepareCall("CALL pgtrickle.drop_stream_table(?)")) {
            drop.setString(1, "lab.totals");
            assertThat(drop.execute()).isFalse();
            assertThat(drop.getConnection()).isSameAs(c);
        }
        assertThat(rows("SELECT to_regclass('totals') IS NULL")).containsExactly("t");
    }

    @Test
    void commands_can_be_prepared_and_not_batched() throws Exception {
        try (PreparedStatement create = c.prepareStatement(CREATE.formatted("IMMEDIATE"))) {
            assertThat(create.getParameterMetaData().getParameterCount()).isZero();
            assertThat(create.executeUpdate()).isZero();
            assertThatThrownBy(create::addBatch).isInstanceOf(SQLException.class);
        }
        try (PreparedStatement refresh = c.prepareStatement("REFRESH MATERIALIZED VIEW totals");
                Statement statement = c.createStatement()) {
            assertThat(refresh.execute()).isFalse();
            assertThatThrownBy(refresh::executeQuery).hasMessageContaining("No results were returned");
            assertThatThrownBy(() -> statement.addBatch("DROP MATERIALIZED VIEW totals"))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("0A000");
        }
    }

    @Test
    void several_statements_in_one_text_are_pgjdbcs_unless_one_is_ours() throws Exception {
        try (Statement statement = c.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1, 1); SELECT 'a;b'");
            assertThat(statement.getUpdateCount()).isEqualTo(1);
            assertThat(statement.getMoreResults()).isTrue();
            assertThatThrownBy(() -> statement.execute("SELECT 1; " + CREATE.formatted("IMMEDIATE")))
                    .hasMessageContaining("cannot be sent together with others");
            statement.execute("CREATE STREAM TABLE s WITH (mode = IMMEDIATE) AS SELECT k, 'a;b' AS text FROM t");
        }
        assertThat(rows("SELECT text FROM s")).containsExactly("a;b");
    }

    @Test
    void without_a_catalog_everything_is_the_servers(Database database) throws Exception {
        try (Database empty = Database.create(database.version());
                Connection other =
                        DriverManager.getConnection(empty.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:"));
                Statement statement = other.createStatement()) {
            statement.execute("CREATE MATERIALIZED VIEW m AS SELECT 1 AS one");
            statement.execute("REFRESH MATERIALIZED VIEW m");
            statement.execute("CREATE INDEX ON m (one)");
            statement.execute("DROP MATERIALIZED VIEW m");
            assertThat(Database.rows(other, "SELECT to_regnamespace('pgtrickle') IS NULL"))
                    .containsExactly("t");
            statement.execute("CREATE STREAM TABLE s AS SELECT 1 AS one");
            assertThat(Database.rows(other, "SELECT one FROM s")).containsExactly("1");
        }
    }

    @Test
    void it_is_found_by_its_url_and_leaves_others_alone() throws Exception {
        PgTrickleDriver driver = new PgTrickleDriver();
        assertThat(driver.acceptsURL(url)).isTrue();
        assertThat(driver.acceptsURL("jdbc:postgresql://localhost/postgres")).isFalse();
        assertThat(driver.connect("jdbc:postgresql://localhost/postgres", new Properties()))
                .isNull();
        assertThatThrownBy(() -> driver.acceptsURL(null)).isInstanceOf(SQLException.class);
        assertThat(driver.getPropertyInfo(url, null)).extracting(p -> p.name).contains("prepareThreshold");
        assertThat(DriverManager.getDriver(url)).isInstanceOf(PgTrickleDriver.class);
    }

    @Test
    void what_is_below_can_be_reached() throws Exception {
        assertThat(((PGConnection) c).getBackendPID()).isPositive();
        assertThat(c.unwrap(BaseConnection.class)).isNotSameAs(c);
        assertThat(c.unwrap(Connection.class)).isSameAs(c);
        assertThat(c.isWrapperFor(BaseConnection.class)).isTrue();
        assertThat(c.isWrapperFor(List.class)).isFalse();
        try (Statement statement = c.createStatement()) {
            assertThat(statement.getConnection()).isSameAs(c);
            assertThat(((PGStatement) statement).getPrepareThreshold()).isPositive();
            assertThat(statement.unwrap(PGStatement.class)).isSameAs(statement);
        }
    }

    @Test
    void a_prepared_statement_shows_its_values() throws Exception {
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            insert.setInt(1, 7);
            assertThat(insert.toString())
                    .contains("INSERT INTO t")
                    .contains("7")
                    .contains("?");
        }
    }

    @Test
    void pools_and_data_sources() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            for (int i = 0; i < 3; i++) {
                try (Connection pooled = pool.getConnection();
                        Statement statement = pooled.createStatement()) {
                    statement.execute(i == 0 ? CREATE.formatted("IMMEDIATE") : "INSERT INTO t VALUES (1, " + i + ")");
                }
            }
        }
        PgTrickleDataSource source = new PgTrickleDataSource();
        source.setUrl(url);
        try (Connection one = source.getConnection();
                Statement statement = one.createStatement()) {
            assertThat(Database.rows(one, "SELECT k, n, m FROM totals")).containsExactly("1|2|2");
            statement.execute("DROP MATERIALIZED VIEW totals");
        }
    }

    private static ServerErrorMessage message(PSQLException e) {
        return Objects.requireNonNull(e.getServerErrorMessage());
    }
}
