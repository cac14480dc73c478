package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Changes that a transaction keeps for COMMIT: the application reads what it has written, however it does so. */
@ExtendWith(DatabaseExtension.class)
class KeptChangesTest {

    private static final String TOP = "SELECT k, m FROM top ORDER BY k";

    private Database database;
    private String url;
    private Connection c;

    @BeforeEach
    void open(Database fresh) throws Exception {
        database = fresh;
        database.run("DROP SCHEMA IF EXISTS lab CASCADE");
        database.run("CREATE SCHEMA lab");
        url = database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:") + "&currentSchema=lab";
        c = DriverManager.getConnection(url);
        execute("CREATE TABLE t (k int, v int)");
        execute("INSERT INTO t VALUES (1, 10), (2, 7)");
        execute(
                "CREATE MATERIALIZED VIEW top WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS SELECT k, max(v) AS m FROM t GROUP BY k");
        c.setAutoCommit(false);
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
        try (Statement statement = c.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return read(rows);
        }
    }

    private static List<String> read(ResultSet rows) throws SQLException {
        List<String> all = new ArrayList<>();
        while (rows.next()) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(rows.getString(i));
            }
            all.add(String.join("|", columns));
        }
        return all;
    }

    private boolean keeps() throws SQLException {
        return !rows("SELECT coalesce(current_setting('pgtrickle.pending', true), '')")
                .equals(List.of(""));
    }

    @Test
    void are_applied_before_whatever_may_read_them() throws Exception {
        execute("INSERT INTO t VALUES (1, 11)");
        assertThat(keeps()).isTrue();
        assertThat(rows("SELECT count(*) FROM t")).containsExactly("3");
        assertThat(keeps()).as("it reads no stream table").isTrue();
        assertThat(rows(TOP)).containsExactly("1|11", "2|7");
        assertThat(keeps()).isFalse();
        try (PreparedStatement write = c.prepareStatement("INSERT INTO t VALUES (?, ?)");
                PreparedStatement read = c.prepareStatement(TOP)) {
            for (int i = 20; i < 30; i++) {
                write.setInt(1, 1);
                write.setInt(2, i);
                assertThat(write.executeUpdate()).isEqualTo(1);
                assertThat(keeps()).isTrue();
                try (ResultSet rows = read.executeQuery()) {
                    assertThat(read(rows)).containsExactly("1|" + i, "2|7");
                }
            }
        }
        execute("DELETE FROM t WHERE k = 1");
        c.commit();
        assertThat(database.rows("SELECT k, m FROM lab.top")).containsExactly("2|7");
    }

    @Test
    void are_applied_before_batches_and_calls() throws Exception {
        execute("CREATE TABLE copy (k int, m int)");
        execute("CREATE FUNCTION best() RETURNS int LANGUAGE sql AS 'SELECT max(m) FROM lab.top'");
        c.commit();
        try (Statement batch = c.createStatement()) {
            batch.addBatch("INSERT INTO t VALUES (1, 40)");
            batch.addBatch("INSERT INTO t VALUES (1, 41)");
            assertThat(batch.executeBatch()).containsExactly(1, 1);
            batch.addBatch("INSERT INTO copy SELECT * FROM top");
            assertThat(batch.executeBatch()).containsExactly(2);
        }
        assertThat(rows("SELECT max(m) FROM copy")).containsExactly("41");
        execute("INSERT INTO t VALUES (1, 50)");
        try (CallableStatement call = c.prepareCall("{? = call best()}")) {
            call.registerOutParameter(1, java.sql.Types.INTEGER);
            call.execute();
            assertThat(call.getInt(1)).isEqualTo(50);
        }
        c.rollback();
        assertThat(rows(TOP)).containsExactly("1|10", "2|7");
    }

    @Test
    void are_taken_back_with_a_savepoint() throws Exception {
        execute("INSERT INTO t VALUES (1, 60)");
        Savepoint before = c.setSavepoint();
        execute("INSERT INTO t VALUES (1, 61)");
        c.rollback(before);
        assertThat(rows(TOP)).containsExactly("1|60", "2|7");
        c.commit();
        c.setAutoCommit(true);
        execute("INSERT INTO t VALUES (1, 62)");
        assertThat(rows(TOP)).containsExactly("1|62", "2|7");
    }

    @Test
    void what_is_created_in_the_transaction_may_read_them_too() throws Exception {
        execute("INSERT INTO t VALUES (1, 70)");
        execute("CREATE VIEW over AS SELECT max(m) AS m FROM top");
        execute("INSERT INTO t VALUES (1, 71)");
        assertThat(rows("SELECT m FROM over")).containsExactly("71");
        execute("INSERT INTO t VALUES (1, 72)");
        execute("REFRESH MATERIALIZED VIEW top");
        execute("INSERT INTO t VALUES (1, 73)");
        c.commit();
        assertThat(rows(TOP)).containsExactly("1|73", "2|7");
    }

    @Test
    void what_fails_is_the_error_of_the_statement_that_needs_it() throws Exception {
        execute("ALTER TABLE "
                + rows("SELECT storage_relid::text FROM pgtrickle.stream_table WHERE view_relid = 'top'::regclass")
                        .getFirst()
                + " ADD CHECK (m < 100)");
        c.commit();
        execute("INSERT INTO t VALUES (1, 100)");
        assertThatThrownBy(() -> rows(TOP))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23514"));
        c.rollback();
        execute("INSERT INTO t VALUES (1, 100)");
        assertThatThrownBy(() -> c.commit())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23514"));
        assertThat(database.rows("SELECT count(*) FROM lab.t")).containsExactly("2");
    }

    @Test
    void a_session_that_has_settled_it_is_left_alone() throws Exception {
        try (Connection other = DriverManager.getConnection(url + "&options=-c%20pgtrickle.immediate=statement")) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("INSERT INTO t VALUES (1, 80)");
                try (ResultSet row = statement.executeQuery("SELECT current_setting('pgtrickle.immediate')")) {
                    assertThat(read(row)).containsExactly("statement");
                }
                try (ResultSet rows = statement.executeQuery(TOP)) {
                    assertThat(read(rows)).containsExactly("1|80", "2|7");
                }
            }
        }
    }

    @Test
    void a_connection_to_a_proxy_leaves_it_to_that() throws Exception {
        try (Connection other = DriverManager.getConnection(url + "&pgtrickle.statements=server")) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("INSERT INTO t VALUES (1, 90)");
                try (ResultSet row =
                        statement.executeQuery("SELECT coalesce(current_setting('pgtrickle.immediate', true), '')")) {
                    assertThat(read(row)).containsExactly("");
                }
            }
        }
    }

    @Test
    void where_triggers_may_read_the_server_is_told_once_to_keep_nothing() throws Exception {
        execute("CREATE TABLE audited (k int)");
        execute("CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        execute("CREATE TRIGGER audit AFTER INSERT ON audited FOR EACH ROW EXECUTE FUNCTION audit()");
        execute(
                "CREATE MATERIALIZED VIEW late WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE', pgtrickle.immediate = 'commit') AS SELECT k, min(v) AS m FROM t GROUP BY k");
        c.commit();
        change(c, 1);
        execute("INSERT INTO audited VALUES (1)");
        change(c, 0);
        assertThat(keeps()).as("its author wants that in any case").isTrue();
        execute("INSERT INTO audited VALUES (2)");
        assertThat(keeps()).as("once is enough").isTrue();
        assertThat(rows("SELECT m FROM late ORDER BY k")).containsExactly("0", "7");
        assertThat(keeps()).isFalse();
        change(c, 99);
        assertThat(rows("SELECT m FROM top ORDER BY k")).containsExactly("99", "7");
        c.commit();
        change(c, 100);
        assertThat(keeps()).as("the next transaction keeps changes again").isTrue();
    }

    /** Stands in place of the function that connections look with, and counts its calls. */
    private static final String COUNTED = """
            CREATE SEQUENCE lab.looks;
            ALTER FUNCTION pgtrickle._readers() RENAME TO _readers_uncounted;
            CREATE FUNCTION pgtrickle._readers() RETURNS TABLE (kind text, name text) LANGUAGE plpgsql AS
                $$BEGIN PERFORM nextval('lab.looks'); RETURN QUERY SELECT * FROM pgtrickle._readers_uncounted(); END$$""";

    private static final String UNCOUNTED =
            "DROP FUNCTION pgtrickle._readers(); ALTER FUNCTION pgtrickle._readers_uncounted() RENAME TO _readers";

    private static void change(Connection connection, int value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1, " + value + ")");
        }
    }

    @Test
    void one_connection_looks_for_all_of_a_data_source() throws Exception {
        database.run(COUNTED);
        PgTrickleDataSource source = new PgTrickleDataSource();
        source.setUrl(url);
        List<Connection> all = new ArrayList<>();
        try (source) {
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                Connection connection = source.getConnection();
                all.add(connection);
                connection.setAutoCommit(false);
                for (int j = 0; j < 3; j++) {
                    change(connection, 100 + j);
                    assertThat(Database.rows(connection, "SELECT current_setting('pgtrickle.pending')"))
                            .as("connection %d, transaction %d", i, j)
                            .doesNotContain("");
                    connection.rollback();
                }
            }
            long atMost = 1 + (System.nanoTime() - start) / KnownReaders.HOLDS.toNanos();
            assertThat(Long.parseLong(
                            database.rows("SELECT last_value FROM lab.looks").getFirst()))
                    .isBetween(1L, atMost);
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
            database.run(UNCOUNTED);
        }
    }

    @Test
    void a_view_that_another_session_has_created_is_refused_once_and_never_read_without_own_changes() throws Exception {
        PgTrickleDataSource source = new PgTrickleDataSource();
        source.setUrl(url);
        try (source;
                Connection looks = source.getConnection();
                Connection shares = source.getConnection()) {
            looks.setAutoCommit(false);
            change(looks, 11);
            shares.setAutoCommit(false);
            change(shares, 12);
            database.run("CREATE VIEW lab.over AS SELECT max(m) AS m FROM lab.top");
            for (Connection connection : List.of(looks, shares)) {
                assertThatThrownBy(() -> Database.rows(connection, "SELECT m FROM over"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("55000"));
                connection.rollback();
            }
            for (Connection connection : List.of(looks, shares)) {
                change(connection, 13);
                assertThat(Database.rows(connection, "SELECT current_setting('pgtrickle.pending')"))
                        .as("changes are kept as before")
                        .doesNotContain("");
                assertThat(Database.rows(connection, "SELECT m FROM over")).containsExactly("13");
                connection.rollback();
            }
        }
    }

    @Test
    void what_a_connection_has_created_it_knows_in_its_next_transaction() throws Exception {
        change(c, 20);
        c.commit();
        execute("CREATE VIEW first AS SELECT max(m) AS m FROM top");
        change(c, 21);
        assertThat(rows("SELECT m FROM first")).containsExactly("21");
        c.commit();
        change(c, 22);
        assertThat(keeps()).isTrue();
        assertThat(rows("SELECT m FROM first")).containsExactly("22");
        c.commit();
        c.setAutoCommit(true);
        execute("CREATE VIEW second AS SELECT max(m) AS m FROM top");
        c.setAutoCommit(false);
        change(c, 23);
        assertThat(keeps()).isTrue();
        assertThat(rows("SELECT m FROM second")).containsExactly("23");
    }
}
