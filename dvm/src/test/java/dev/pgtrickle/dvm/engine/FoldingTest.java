package dev.pgtrickle.dvm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Await;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** An engine folds logs without being asked, while writers pass by it. */
@ExtendWith(DatabaseExtension.class)
class FoldingTest {

    private static final String QUERY = "SELECT k, count(*) AS n, sum(v) AS s FROM t GROUP BY k";

    private InterceptedSession s;
    private DatabaseEngine engine;
    private String log;

    @BeforeEach
    void start(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(
                s,
                List.of(
                        "CREATE TABLE t (k int, v numeric)",
                        "CREATE STREAM TABLE totals WITH (mode = IMMEDIATE) AS " + QUERY));
        log = s.rows("SELECT log_relid FROM pgtrickle.stream_table").getFirst();
        PGSimpleDataSource connections = new PGSimpleDataSource();
        connections.setUrl(database.jdbcUrl());
        connections.setUser("postgres");
        engine = new DatabaseEngine(
                new EngineSettings(
                        database.name(), connections, EngineSettings.DEFAULT_SESSIONS, EngineSettings.DEFAULT_POLL),
                new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() throws Exception {
        engine.close();
        s.close();
    }

    private void write(String statement) throws SQLException {
        s.run(statement);
        Oracle.assertEqualsQuery(s.connection(), "totals", QUERY, Equality.EXACT, statement);
    }

    private void awaitFolded(int groups) throws Exception {
        Await.until("an empty log", () -> s.rows("SELECT count(*) FROM " + log).equals(List.of("0")));
        assertThat(s.rows("SELECT count(*) FROM " + log.replace("log_", "st_")))
                .containsExactly(String.valueOf(groups));
        Oracle.assertEqualsQuery(s.connection(), "totals", QUERY, Equality.EXACT, "folded");
    }

    @Test
    void what_writers_append_is_folded_soon() throws Exception {
        write("INSERT INTO t VALUES (1, 10), (2, NULL), (NULL, 1.50)");
        awaitFolded(3);
        write("UPDATE t SET v = v + 1");
        write("DELETE FROM t WHERE k = 1");
        awaitFolded(2);
    }

    @Test
    void a_log_that_grew_large_is_vacuumed() throws Exception {
        write("INSERT INTO t SELECT i, i FROM generate_series(1, 20000) i");
        awaitFolded(20000);
        Await.until(
                "a vacuum",
                () -> !s.rows("SELECT vacuum_count FROM pg_stat_all_tables WHERE relid = '" + log + "'::regclass")
                        .equals(List.of("0")));
    }

    @Test
    void a_log_that_grew_very_large_gives_its_space_back(Database database) throws Exception {
        try (Connection old = database.connect()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(Database.rows(old, "SELECT count(*) FROM lab.t")).containsExactly("0");
            write("INSERT INTO t SELECT i, i FROM generate_series(1, 160000) i");
            awaitFolded(160000);
            assertThat(pages()).as("what an old snapshot keeps").isGreaterThan(1024);
        }
        write("INSERT INTO t VALUES (1, 1)");
        Await.until("a short log", () -> pages() < 64);
        Oracle.assertEqualsQuery(s.connection(), "totals", QUERY, Equality.EXACT, "shortened");
    }

    private long pages() throws SQLException {
        return Long.parseLong(s.rows("SELECT pg_relation_size('" + log + "') / current_setting('block_size')::int")
                .getFirst());
    }

    @Test
    void a_log_that_could_not_be_folded_is_tried_again_without_another_commit() throws Exception {
        write("INSERT INTO t VALUES (1, 10)");
        awaitFolded(1);
        // Through a proxy or driver it is refused.
        s.run("CREATE UNIQUE INDEX sums ON " + log.replace("log_", "st_") + " (s)");
        List<String> failures = failures();
        write("INSERT INTO t VALUES (2, 10)");
        write("INSERT INTO t VALUES (3, 10)");
        Await.until("a fold that fails", () -> !failures().equals(failures));
        assertThat(s.rows("SELECT count(*) FROM " + log)).containsExactly("2");
        s.run("DROP INDEX pgtrickle_store.sums");
        awaitFolded(3);
    }

    private List<String> failures() throws SQLException {
        return s.rows("SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()");
    }
}
