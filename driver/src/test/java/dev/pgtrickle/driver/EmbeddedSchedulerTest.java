package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code pgtrickle.scheduler=embedded}: DIFFERENTIAL stream tables are kept fresh without proxy and daemon. */
@ExtendWith(DatabaseExtension.class)
@Timeout(120)
class EmbeddedSchedulerTest {

    private static final String ELECTED = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            + " AND classid = 'pgtrickle.stream_table'::regclass AND objid = 1";

    private Database database;
    private String url;

    @BeforeEach
    void tables(Database database) throws Exception {
        this.database = database;
        url = database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:");
        try (Connection c = DriverManager.getConnection(url);
                Statement s = c.createStatement()) {
            s.execute("DROP MATERIALIZED VIEW IF EXISTS counted");
            s.execute("DROP TABLE IF EXISTS t");
            s.execute("CREATE TABLE t (k int)");
            s.execute("CREATE STREAM TABLE counted AS SELECT k, count(*) AS n FROM t GROUP BY k");
        }
    }

    private PgTrickleDataSource source() {
        PgTrickleDataSource source = new PgTrickleDataSource();
        source.setUrl(url + "&pgtrickle.scheduler=embedded");
        return source;
    }

    private static void insert(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("INSERT INTO t VALUES (1)");
        }
    }

    /** Asks again and again; the time limit of the test ends it. */
    private List<String> await(String query, List<String> expected) throws SQLException {
        List<String> rows = database.rows(query);
        while (!rows.equals(expected)) {
            Thread.onSpinWait();
            rows = database.rows(query);
        }
        return rows;
    }

    private String elected() throws SQLException {
        List<String> rows = database.rows(ELECTED);
        while (rows.isEmpty()) {
            Thread.onSpinWait();
            rows = database.rows(ELECTED);
        }
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    @Test
    void one_is_elected_and_when_it_goes_another_one() throws Exception {
        PgTrickleDataSource first = source();
        PgTrickleDataSource second = source();
        try (Connection a = first.getConnection()) {
            String session = elected();
            try (Connection b = second.getConnection()) {
                insert(b);
                await("SELECT n FROM counted", List.of("1"));
                assertThat(elected()).isEqualTo(session);
                first.close();
                assertThat(elected()).isNotEqualTo(session);
                insert(a);
                await("SELECT n FROM counted", List.of("2"));
            }
        } finally {
            first.close();
            second.close();
        }
        await(ELECTED, List.of());
    }

    @Test
    void who_loses_its_session_is_elected_again() throws Exception {
        PgTrickleDataSource source = source();
        try (Connection c = source.getConnection()) {
            String session = elected();
            database.run("SELECT pg_terminate_backend(" + session + ", 10000)");
            assertThat(elected()).isNotEqualTo(session);
            insert(c);
            await("SELECT n FROM counted", List.of("1"));
        } finally {
            source.close();
        }
    }

    @Test
    void a_driver_has_one_until_it_is_deregistered() throws Exception {
        PgTrickleDriver driver = new PgTrickleDriver();
        DriverManager.registerDriver(driver, driver::close);
        try (Connection c = Objects.requireNonNull(driver.connect(url, properties("embedded")));
                Connection again = driver.connect(url, properties("embedded"));
                Connection none = driver.connect(url, properties("none"))) {
            assertThat(again).isNotSameAs(none);
            elected();
            insert(c);
            await("SELECT n FROM counted", List.of("1"));
        } finally {
            DriverManager.deregisterDriver(driver);
        }
        await(ELECTED, List.of());
    }

    private static Properties properties(String scheduler) {
        Properties info = new Properties();
        info.setProperty("pgtrickle.scheduler", scheduler);
        return info;
    }
}
