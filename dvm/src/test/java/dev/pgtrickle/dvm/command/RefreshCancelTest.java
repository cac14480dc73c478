package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** A refresh runs in a session of the engine's, but whoever waits for it can stop it as any other statement. */
@ExtendWith(DatabaseExtension.class)
@Timeout(120)
class RefreshCancelTest {

    private static final String REFRESHING =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pgtrickle_store.rebuild_%'"
                    + " AND state = 'active' AND wait_event = 'PgSleep'";

    @Test
    void a_cancel_request_stops_the_refresh_and_leaves_the_contents(Database database) throws Exception {
        EngineFixture engine = EngineFixture.in(database);
        try (InterceptedSession s = engine.session()) {
            s.run("CREATE TABLE t (id int)");
            s.run("CREATE STREAM TABLE slow WITH (mode = FULL, schedule = manual) AS"
                    + " SELECT id, CASE WHEN id > 1 THEN pg_sleep(600) IS NULL END AS slept FROM t");
            s.run("INSERT INTO t VALUES (1)");
            s.run("REFRESH MATERIALIZED VIEW slow");
            s.run("INSERT INTO t VALUES (2)");
            CompletableFuture<Void> refresh = CompletableFuture.runAsync(() -> {
                try {
                    s.run("REFRESH MATERIALIZED VIEW slow");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (database.rows(REFRESHING).equals(List.of("0"))) {
                assertThat(refresh).isNotDone();
                Thread.onSpinWait();
            }
            cancelUntilDone(s, refresh);
            assertThatThrownBy(refresh::join)
                    .hasCauseInstanceOf(SqlError.class)
                    .hasMessageContaining("canceling statement due to user request");
            assertThat(database.rows(REFRESHING)).containsExactly("0");
            assertThat(s.rows("SELECT id FROM slow")).containsExactly("1");
            assertThat(s.rows("SELECT consecutive_errors FROM pgtrickle.pgt_stream_tables"))
                    .containsExactly("0");
            s.run("DELETE FROM t WHERE id = 2");
            s.run("INSERT INTO t VALUES (0)");
            s.run("REFRESH MATERIALIZED VIEW slow");
            assertThat(s.rows("SELECT id FROM slow ORDER BY id")).containsExactly("0", "1");
        }
    }

    /** A client that is told nothing asks again: between two statements a cancel request has nothing to hit. */
    private static void cancelUntilDone(InterceptedSession s, CompletableFuture<Void> refresh) throws SQLException {
        while (!refresh.isDone()) {
            s.connection().unwrap(PGConnection.class).cancelQuery();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
