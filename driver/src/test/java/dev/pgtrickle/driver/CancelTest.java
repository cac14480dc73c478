package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of ours that wait for a lock and are cancelled, by another thread or by their time limit. */
@ExtendWith(DatabaseExtension.class)
@Timeout(60)
class CancelTest {

    private static final String CANCELLED = "57014";

    private Database database;
    private Connection c;
    private Connection locker;

    @BeforeEach
    void open(Database database) throws Exception {
        this.database = database;
        database.run("DROP SCHEMA IF EXISTS lab CASCADE");
        database.run("CREATE SCHEMA lab");
        String url = database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:") + "&currentSchema=lab";
        c = DriverManager.getConnection(url);
        locker = DriverManager.getConnection(url);
        execute(c, "CREATE TABLE t (k int, v int)");
        execute(c, "CREATE STREAM TABLE kept WITH (mode = DIFFERENTIAL) AS SELECT k, count(*) AS n FROM t GROUP BY k");
        execute(c, "INSERT INTO t VALUES (1, 1)");
        locker.setAutoCommit(false);
    }

    @AfterEach
    void close() throws Exception {
        locker.close();
        c.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Cancels a statement as soon as some session waits for the locker. */
    private CompletableFuture<Void> cancelWhenWaiting(Statement statement) {
        return CompletableFuture.runAsync(() -> {
            try {
                while (database.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND database ="
                                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                        .isEmpty()) {
                    Thread.onSpinWait();
                }
                statement.cancel();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void assertNothingWaits() throws SQLException {
        assertThat(database.rows("SELECT count(*) FROM pg_locks WHERE NOT granted"))
                .containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE STREAM TABLE s WITH (mode = IMMEDIATE) AS SELECT k, v FROM t",
                "REFRESH MATERIALIZED VIEW kept",
                "SELECT pgtrickle.refresh_stream_table('lab.kept')",
                "CREATE INDEX ON kept (n)",
                "DROP MATERIALIZED VIEW kept",
                "SELECT pgtrickle.drop_stream_table('lab.kept')"
            })
    void another_thread_cancels(String sql) throws Exception {
        execute(locker, "LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        execute(locker, "LOCK TABLE kept IN ACCESS EXCLUSIVE MODE");
        try (Statement statement = c.createStatement()) {
            CompletableFuture<Void> cancelling = cancelWhenWaiting(statement);
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CANCELLED));
            cancelling.join();
            assertNothingWaits();
            locker.rollback();
            assertThat(statement.execute("SELECT 1")).isTrue();
            execute(c, "REFRESH MATERIALIZED VIEW kept");
            assertThat(Database.rows(c, "SELECT k, n FROM kept")).containsExactly("1|1");
        }
    }

    @Test
    void a_time_limit_cancels() throws Exception {
        execute(locker, "LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        c.setAutoCommit(false);
        try (PreparedStatement create = c.prepareStatement("CREATE STREAM TABLE s AS SELECT k, v FROM t")) {
            create.setQueryTimeout(1);
            assertThatThrownBy(create::execute)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CANCELLED));
            assertNothingWaits();
            assertThatThrownBy(() -> execute(c, "SELECT 1")).hasMessageContaining("current transaction is aborted");
            c.rollback();
            locker.rollback();
            assertThat(create.execute()).isFalse();
            c.commit();
        }
        assertThat(Database.rows(c, "SELECT k, v FROM s")).containsExactly("1|1");
    }

    @Test
    void what_is_cancelled_before_it_is_sent_is_not_sent() throws Exception {
        OwnRun run = new OwnRun(c.unwrap(org.postgresql.core.BaseConnection.class), 0);
        run.cancel();
        assertThatThrownBy(() -> run.send(() -> {
                    throw new AssertionError("sent");
                }))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CANCELLED));
        assertThat(Database.rows(c, "SELECT 1")).as("and nothing else is hit").containsExactly("1");
    }

    @Test
    void cancelling_what_does_not_run_does_nothing() throws Exception {
        try (Statement statement = c.createStatement()) {
            statement.cancel();
            statement.execute("CREATE STREAM TABLE s AS SELECT k, v FROM t");
            statement.cancel();
            assertThat(Database.rows(c, "SELECT k, v FROM s")).containsExactly("1|1");
        }
    }
}
