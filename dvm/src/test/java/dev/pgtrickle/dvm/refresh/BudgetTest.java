package dev.pgtrickle.dvm.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** In mode AUTO, applying many changes never takes longer than recomputing was expected to take. */
@ExtendWith(DatabaseExtension.class)
class BudgetTest {

    private static final String QUERY = "SELECT k, count(*) AS n FROM t WHERE slowly(v) > 0 GROUP BY k";

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(
                s,
                List.of(
                        "CREATE FUNCTION slowly(v int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
                                + " 'BEGIN PERFORM pg_sleep(0.0002); RETURN v; END'",
                        "CREATE TABLE t (k int, v int)",
                        "INSERT INTO t VALUES (1, 1)",
                        "CREATE STREAM TABLE st WITH (mode = AUTO) AS " + QUERY,
                        "INSERT INTO t SELECT i % 3, i FROM generate_series(1, 1500) i"));
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void refreshAndCheck(Action expected) throws Exception {
        assertThat(engine.refresh("lab.st").action()).isEqualTo(expected);
        Oracle.assertEqualsQuery(s.connection(), "st", QUERY, Equality.EXACT, expected.name());
    }

    @Test
    void what_exceeds_it_is_given_up_and_remembered() throws Exception {
        s.run("UPDATE pgtrickle.stream_table_state SET last_full_ms = 60");
        refreshAndCheck(Action.FULL);
        assertThat(s.rows("SELECT reason FROM pgtrickle.pgt_refresh_history ORDER BY refresh_id DESC LIMIT 1"))
                .containsExactly(
                        "FULL: applying 1500 changes was given up after 60.0 ms, recomputing was expected to take 60.0 ms");
        assertThat(s.rows("SELECT delta_row_ms, delta_samples FROM pgtrickle.stream_table_state"))
                .containsExactly("0.08|3");
        s.run("INSERT INTO t VALUES (4, 4)");
        refreshAndCheck(Action.DIFFERENTIAL);
    }

    @Test
    void what_stays_within_it_is_applied() throws Exception {
        s.run("UPDATE pgtrickle.stream_table_state SET last_full_ms = 60000");
        refreshAndCheck(Action.DIFFERENTIAL);
    }

    @Test
    void a_shorter_timeout_of_the_role_is_an_error_as_ever() throws Exception {
        s.run("UPDATE pgtrickle.stream_table_state SET last_full_ms = 60000");
        s.run("ALTER ROLE postgres SET statement_timeout = '100ms'");
        try {
            assertThatThrownBy(() -> engine.refresh("lab.st"))
                    .hasFieldOrPropertyWithValue("sqlState", SqlState.QUERY_CANCELED);
        } finally {
            s.run("ALTER ROLE postgres RESET statement_timeout");
        }
        refreshAndCheck(Action.DIFFERENTIAL);
    }

    @Test
    void waiting_for_another_refresh_does_not_count() throws Exception {
        s.run("UPDATE pgtrickle.stream_table_state SET last_full_ms = 3000");
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = engine.bypass("postgres");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM pgtrickle.stream_table_state FOR UPDATE");
            Future<RefreshResult> refresh = pool.submit(() -> engine.refresh("lab.st"));
            while (!s.rows("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND datname = current_database() AND now() - query_start > interval '3200 ms'")
                    .equals(List.of("1"))) {
                assertThat(refresh.isDone()).as("it waits").isFalse();
                LockSupport.parkNanos(10_000_000);
            }
            other.rollback();
            assertThat(refresh.get().action()).isEqualTo(Action.DIFFERENTIAL);
        }
    }
}
