package dev.pgtrickle.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.StreamTables;
import dev.pgtrickle.testkit.Database;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.util.PSQLException;

/** pgjdbc, in each way in which it can send a statement. */
class PgjdbcTest {

    private static final String CREATE =
            "CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream) AS SELECT k, sum(v) AS total FROM s GROUP BY k";
    private static final String SHOW = "SELECT k, total FROM totals ORDER BY k";

    private StreamTables tables;

    @BeforeEach
    void start() throws Exception {
        tables = StreamTables.start(PostgresVersion.newest());
        tables.database().run("CREATE TABLE s (k int, v int); INSERT INTO s VALUES (1, 10), (2, 7)");
    }

    @AfterEach
    void stop() throws Exception {
        tables.close();
    }

    private Connection connect(String options) throws SQLException {
        return DriverManager.getConnection(tables.jdbcUrl() + "&" + options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preferQueryMode=simple",
                "preferQueryMode=extended",
                "preferQueryMode=extended&prepareThreshold=1",
                "preferQueryMode=extended&prepareThreshold=-1",
                "preferQueryMode=extended&autosave=always",
                "preferQueryMode=extendedForPrepared",
                "preferQueryMode=extendedCacheEverything",
            })
    void creates_changes_refreshes_and_drops_stream_tables(String options) throws Exception {
        try (Connection connection = connect(options);
                Statement statement = connection.createStatement()) {
            for (int round = 1; round <= 3; round++) {
                statement.execute(CREATE);
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO s VALUES (?, ?)");
                        PreparedStatement refresh = connection.prepareStatement("REFRESH MATERIALIZED VIEW totals");
                        PreparedStatement total = connection.prepareStatement("SELECT total FROM totals WHERE k = ?")) {
                    for (int i = 1; i <= 7; i++) {
                        insert.setInt(1, 100 * round);
                        insert.setInt(2, i);
                        assertThat(insert.executeUpdate()).isEqualTo(1);
                        refresh.execute();
                        total.setInt(1, 100 * round);
                        try (ResultSet rows = total.executeQuery()) {
                            assertThat(rows.next()).isTrue();
                            assertThat(rows.getInt(1)).isEqualTo(i * (i + 1) / 2);
                        }
                    }
                }
                statement.execute("ALTER MATERIALIZED VIEW totals SET (pgtrickle.mode = 'FULL')");
                statement.execute("ALTER MATERIALIZED VIEW totals RENAME TO sums");
                statement.execute("CREATE INDEX ON sums (total)");
                assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM sums"))
                        .isInstanceOf(PSQLException.class)
                        .hasMessageContaining("sums");
                statement.execute("DROP MATERIALIZED VIEW sums");
            }
        }
        assertThat(tables.committed("SELECT count(*) FROM pgtrickle.pgt_stream_tables"))
                .containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"preferQueryMode=simple", "preferQueryMode=extended", "preferQueryMode=extendedCacheEverything"})
    void keeps_them_in_its_transactions(String options) throws Exception {
        try (Connection connection = connect(options);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(CREATE);
            assertThat(Database.rows(connection, SHOW)).containsExactly("1|10", "2|7");
            connection.rollback();
            assertThat(tables.committed("SELECT count(*) FROM pgtrickle.pgt_stream_tables"))
                    .containsExactly("0");
            statement.execute(CREATE);
            connection.commit();
            assertThat(tables.committed(SHOW)).containsExactly("1|10", "2|7");
            var savepoint = connection.setSavepoint();
            statement.execute("DROP MATERIALIZED VIEW totals");
            assertThatThrownBy(() -> statement.execute("SELECT * FROM totals")).isInstanceOf(PSQLException.class);
            connection.rollback(savepoint);
            assertThat(Database.rows(connection, SHOW)).hasSize(2);
            connection.commit();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"preferQueryMode=simple", "preferQueryMode=extended"})
    void batches_and_strings_of_statements_work(String options) throws Exception {
        try (Connection connection = connect(options);
                Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO s VALUES (3, 1)");
            statement.addBatch(CREATE);
            statement.addBatch("INSERT INTO s VALUES (4, 1)");
            statement.addBatch("REFRESH MATERIALIZED VIEW totals");
            assertThat(statement.executeBatch()).hasSize(4);
            assertThat(tables.committed(SHOW)).hasSize(4);
            statement.execute("DROP MATERIALIZED VIEW totals; " + CREATE + "; " + SHOW);
            List<Integer> rows = new ArrayList<>();
            boolean isRows = false;
            do {
                if (isRows) {
                    try (ResultSet result = statement.getResultSet()) {
                        while (result.next()) {
                            rows.add(result.getInt(1));
                        }
                    }
                }
                isRows = statement.getMoreResults();
            } while (isRows || statement.getUpdateCount() >= 0);
            assertThat(rows).containsExactly(1, 2, 3, 4);
            if (options.endsWith("extended")) {
                // One pipeline is one transaction; in simple mode the driver sends one query after the other.
                statement.addBatch("DROP MATERIALIZED VIEW totals");
                statement.addBatch("SELECT 1/0");
                assertThatThrownBy(statement::executeBatch)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("division by zero");
                assertThat(tables.committed(SHOW)).hasSize(4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"preferQueryMode=simple", "preferQueryMode=extended&prepareThreshold=1"})
    void calls_the_functions_with_parameters(String options) throws Exception {
        try (Connection connection = connect(options);
                PreparedStatement create = connection.prepareStatement("SELECT pgtrickle.create_stream_table(?, ?)");
                PreparedStatement refresh = connection.prepareCall("CALL pgtrickle.refresh_stream_table(?)");
                PreparedStatement drop = connection.prepareStatement("SELECT pgtrickle.drop_stream_table(?)")) {
            for (int round = 0; round < 3; round++) {
                create.setString(1, "totals");
                create.setString(2, "SELECT k, sum(v) AS total FROM s GROUP BY k");
                create.execute();
                assertThat(Database.rows(connection, SHOW)).hasSize(2 + round);
                try (Statement insert = connection.createStatement()) {
                    insert.execute("INSERT INTO s VALUES (10 + " + round + ", 1)");
                }
                refresh.setString(1, "totals");
                refresh.execute();
                assertThat(Database.rows(connection, SHOW)).hasSize(3 + round);
                drop.setString(1, "totals");
                drop.execute();
            }
        }
    }

    @Test
    void reads_in_portions_copies_and_listens() throws Exception {
        try (Connection connection = connect("ApplicationName=x");
                Connection other = connect("ApplicationName=y");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10);
            int count = 0;
            try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 95)")) {
                while (rows.next()) {
                    count++;
                }
            }
            assertThat(count).isEqualTo(95);
            connection.setAutoCommit(true);
            PGConnection postgres = connection.unwrap(PGConnection.class);
            assertThat(postgres.getCopyAPI().copyIn("COPY s FROM STDIN", new StringReader("5\t5\n6\t6\n")))
                    .isEqualTo(2);
            statement.execute("LISTEN news");
            try (Statement notifying = other.createStatement()) {
                notifying.execute("NOTIFY news, 'hello'");
            }
            PGNotification[] notifications = postgres.getNotifications(20_000);
            assertThat(notifications).hasSize(1);
            assertThat(notifications[0].getParameter()).isEqualTo("hello");
        }
    }

    @Test
    void cancels_what_takes_too_long() throws Exception {
        try (Connection connection = connect("ApplicationName=x");
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                    .isInstanceOf(PSQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("57014");
            statement.setQueryTimeout(0);
            assertThat(statement.execute("SELECT 1")).isTrue();
        }
    }
}
