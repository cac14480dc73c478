package dev.pgtrickle.dvm.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.install.RefreshSets;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Law 2: a refresh applies exactly the changes visible in its snapshot and not in the frontier, whatever transactions are open. */
@ExtendWith(DatabaseExtension.class)
class FrontierTest {

    private static final String SUMS = "SELECT count(*) AS c, sum(v) AS s FROM t";
    private static final String JOIN = "SELECT t.id, u.w FROM t JOIN u ON u.id = t.v";

    private EngineFixture engine;
    private InterceptedSession s;
    private final List<Connection> writers = new ArrayList<>();

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE t (id int PRIMARY KEY, v int)");
        s.run("CREATE TABLE u (id int PRIMARY KEY, w int)");
        s.run("INSERT INTO u SELECT i, 10 * i FROM generate_series(1, 100) i");
        s.run("CREATE STREAM TABLE sums WITH (mode = DIFFERENTIAL, schedule = manual) AS " + SUMS);
        s.run("CREATE STREAM TABLE joined WITH (mode = DIFFERENTIAL, schedule = manual) AS " + JOIN);
    }

    @AfterEach
    void close() throws Exception {
        for (Connection writer : writers) {
            writer.close();
        }
        s.close();
    }

    private Connection writer() throws SQLException {
        Connection c = engine.bypass("postgres");
        try (Statement statement = c.createStatement()) {
            statement.execute("SET search_path = lab");
        }
        c.setAutoCommit(false);
        writers.add(c);
        return c;
    }

    private static void run(Connection c, String sql) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(sql);
        }
    }

    private void refreshAndCheck(String context) throws SQLException {
        engine.refresh("lab.sums");
        engine.refresh("lab.joined");
        Oracle.assertEqualsQuery(s.connection(), "sums", SUMS, Equality.EXACT, context);
        Oracle.assertEqualsQuery(s.connection(), "joined", JOIN, Equality.EXACT, context);
    }

    @Test
    void a_change_written_early_and_committed_late_is_not_lost() throws Exception {
        Connection early = writer();
        run(early, "INSERT INTO t VALUES (1, 10)");
        s.run("INSERT INTO t VALUES (2, 20)");
        refreshAndCheck("while the early writer is idle in its transaction");
        assertThat(s.rows("SELECT * FROM sums")).containsExactly("1|20");
        s.run("INSERT INTO t VALUES (3, 30)");
        refreshAndCheck("a second time");
        Connection later = writer();
        run(later, "INSERT INTO t VALUES (4, 40)");
        refreshAndCheck("with a second writer");
        early.commit();
        refreshAndCheck("after the early writer committed");
        assertThat(s.rows("SELECT * FROM sums")).containsExactly("3|60");
        later.commit();
        refreshAndCheck("after all committed");
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.NO_DATA);
        assertThat(s.rows("SELECT * FROM sums")).containsExactly("4|100");
    }

    @Test
    void a_prepared_transaction_counts_when_it_is_committed() throws Exception {
        Connection c = writer();
        run(c, "INSERT INTO t VALUES (1, 10)");
        run(c, "PREPARE TRANSACTION 'frontier_test'");
        s.run("INSERT INTO t VALUES (2, 20)");
        refreshAndCheck("while prepared");
        assertThat(s.rows("SELECT * FROM sums")).containsExactly("1|20");
        s.run("COMMIT PREPARED 'frontier_test'");
        refreshAndCheck("after COMMIT PREPARED");
        assertThat(s.rows("SELECT * FROM sums")).containsExactly("2|30");
    }

    @Test
    void rolled_back_savepoints_and_transactions_leave_no_trace() throws Exception {
        Connection c = writer();
        run(c, "INSERT INTO t VALUES (1, 10)");
        run(c, "SAVEPOINT a");
        run(c, "INSERT INTO t VALUES (2, 20)");
        refreshAndCheck("inside the savepoint");
        run(c, "ROLLBACK TO a");
        run(c, "INSERT INTO t VALUES (3, 30)");
        c.commit();
        run(c, "DELETE FROM t");
        c.rollback();
        refreshAndCheck("at the end");
        assertThat(s.rows("SELECT * FROM sums")).containsExactly("2|40");
    }

    @Test
    void random_open_transactions_never_confuse_a_refresh() throws Exception {
        long seed = Long.getLong("pgtrickle.seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        List<Connection> open = List.of(writer(), writer(), writer(), writer());
        int id = 1000;
        for (int step = 0; step < 150; step++) {
            Connection c = open.get(random.nextInt(open.size()));
            switch (random.nextInt(6)) {
                case 0, 1 -> run(c, "INSERT INTO t VALUES (" + id++ + ", " + random.nextInt(100) + ")");
                case 2 -> run(c, "INSERT INTO u VALUES (" + id++ + ", 1)");
                case 3 -> c.commit();
                case 4 -> c.rollback();
                default -> refreshAndCheck("-Dpgtrickle.seed=" + seed + ", step " + step);
            }
        }
        for (Connection c : open) {
            c.commit();
        }
        refreshAndCheck("-Dpgtrickle.seed=" + seed + ", at the end");
    }

    @Test
    void truncate_rebuilds_and_inserts_after_it_survive() throws Exception {
        s.run("INSERT INTO t VALUES (1, 1), (2, 2)");
        refreshAndCheck("before");
        Connection c = writer();
        run(c, "INSERT INTO t VALUES (3, 3)");
        run(c, "TRUNCATE t");
        run(c, "INSERT INTO t VALUES (4, 4)");
        c.commit();
        RefreshResult result = engine.refresh("lab.sums");
        assertThat(result.action()).isEqualTo(Action.REINITIALIZE);
        assertThat(result.reason()).isEqualTo("a source was truncated");
        refreshAndCheck("after");
        run(c, "TRUNCATE t");
        c.rollback();
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.NO_DATA);
    }

    @Test
    void a_frontier_of_another_cluster_is_not_trusted() throws Exception {
        s.run("INSERT INTO t VALUES (1, 1)");
        for (String foreign : List.of("system_identifier = 1", "database = 1", "timeline = 77")) {
            s.run("UPDATE pgtrickle.stream_table_state SET " + foreign);
            RefreshResult result = engine.refresh("lab.sums");
            assertThat(result.action()).isEqualTo(Action.REINITIALIZE);
            assertThat(result.reason()).contains("another server, database or timeline");
            refreshAndCheck(foreign);
        }
        s.run("INSERT INTO t VALUES (2, 2)");
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.DIFFERENTIAL);
    }

    @Test
    void triggers_that_were_off_are_noticed() throws Exception {
        s.run("SET session_replication_role = replica");
        s.run("INSERT INTO t VALUES (1, 1)");
        s.run("RESET session_replication_role");
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.DIFFERENTIAL);
        refreshAndCheck("replica mode is captured");

        s.run("ALTER TABLE t DISABLE TRIGGER USER");
        s.run("INSERT INTO t VALUES (2, 2)");
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.REINITIALIZE);
        refreshAndCheck("while off");
        s.run("INSERT INTO t VALUES (3, 3)");
        refreshAndCheck("still off");
        s.run("ALTER TABLE t ENABLE TRIGGER USER");
        s.run("INSERT INTO t VALUES (4, 4)");
        RefreshResult result = engine.refresh("lab.sums");
        assertThat(result.action()).isEqualTo(Action.REINITIALIZE);
        assertThat(result.reason()).contains("capture of lab.t was interrupted");
        refreshAndCheck("on again");
        s.run("INSERT INTO t VALUES (5, 5)");
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.DIFFERENTIAL);
        refreshAndCheck("back to normal");
    }

    @Test
    void a_failing_refresh_loses_nothing() throws Exception {
        String storage = s.rows("SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = 'sums'::regclass")
                .getFirst();
        s.run("ALTER TABLE " + storage + " ADD CONSTRAINT obstacle CHECK (c < 2)");
        s.run("INSERT INTO t VALUES (1, 1), (2, 2)");
        assertThatThrownBy(() -> engine.refresh("lab.sums"))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining("obstacle");
        assertThat(s.rows(
                                "SELECT consecutive_errors, last_error_message FROM pgtrickle.pgt_stream_tables WHERE pgt_name = 'sums'")
                        .getFirst())
                .startsWith("1|new row for relation");
        assertThat(s.rows("SELECT status, error_message FROM pgtrickle.get_refresh_history('sums')")
                        .getFirst())
                .startsWith("FAILED|new row");
        s.run("INSERT INTO t VALUES (3, 3)");
        s.run("ALTER TABLE " + storage + " DROP CONSTRAINT obstacle");
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.DIFFERENTIAL);
        refreshAndCheck("after the obstacle was removed");
        assertThat(s.rows("SELECT consecutive_errors FROM pgtrickle.pgt_stream_tables WHERE pgt_name = 'sums'"))
                .containsExactly("0");
    }

    @Test
    void contents_that_do_not_fit_are_never_applied_to() throws Exception {
        s.run("INSERT INTO t VALUES (1, 1), (2, 2)");
        refreshAndCheck("before");
        String storage = s.rows(
                        "SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = 'joined'::regclass")
                .getFirst();
        s.run("DELETE FROM " + storage + " WHERE id = 1");
        s.run("DELETE FROM t WHERE id = 1");
        assertThatThrownBy(() -> engine.refresh("lab.joined"))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining("contents of stream table lab.joined do not fit the changes of its sources");
        RefreshResult result = engine.refresh("lab.joined");
        assertThat(result.action()).isEqualTo(Action.REINITIALIZE);
        assertThat(result.reason()).isEqualTo("contents did not fit the changes of the sources");
        refreshAndCheck("after the rebuild");
    }

    @Test
    void consumed_changes_are_deleted_and_others_kept() throws Exception {
        Connection open = writer();
        run(open, "INSERT INTO t VALUES (1, 1)");
        s.run("INSERT INTO t VALUES (2, 2)");
        refreshAndCheck("before");
        String number = s.rows("SELECT number FROM pgtrickle.capture WHERE source_relid = 't'::regclass")
                .getFirst();
        s.run("SELECT pgtrickle._delete_consumed(" + number + ")");
        open.commit();
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.DIFFERENTIAL);
        s.run("SELECT pgtrickle._delete_consumed(" + number + ")");
        refreshAndCheck("the other consumer had not seen it yet");
        s.run("SELECT pgtrickle._delete_consumed(" + number + ")");
        assertThat(s.rows("SELECT count(*) FROM pgtrickle_changes.changes_" + number))
                .containsExactly("0");
    }

    /** Runs something between the first statement of a transaction, which takes its snapshot, and the second. */
    private record InterruptedSession(SqlSession inner, Runnable interruption, AtomicInteger calls)
            implements SqlSession {
        @Override
        public Rows query(String sql, @Nullable String... parameters) {
            Rows rows = inner.query(sql, parameters);
            if (calls.getAndIncrement() == 0) {
                interruption.run();
            }
            return rows;
        }

        @Override
        public void raise(Notice notice) {
            inner.raise(notice);
        }

        @Override
        public Scope scope() {
            return inner.scope();
        }
    }

    @Test
    void a_table_that_is_truncated_after_the_snapshot_was_taken_makes_the_refresh_start_over() throws Exception {
        s.run("INSERT INTO t VALUES (1, 1)");
        long id =
                Long.parseLong(s.rows("SELECT pgt_id FROM pgtrickle.stream_table WHERE view_relid = 'joined'::regclass")
                        .getFirst());
        try (Connection c = engine.bypass("postgres")) {
            JdbcSession session = new JdbcSession(c, SqlSession.Scope.TRANSACTION_BLOCK, notice -> {});
            Runnable truncate = () -> {
                try {
                    s.run("TRUNCATE u");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            };
            RefreshTransaction refresh = new RefreshTransaction(
                    new InterruptedSession(session, truncate, new AtomicInteger()), id, Initiator.MANUAL);
            assertThatThrownBy(refresh::run)
                    .isInstanceOf(SqlError.class)
                    .hasMessage("a source was truncated or rewritten during the refresh");
            session.query("ROLLBACK");
        }
        refreshAndCheck("afterwards");
    }

    @Test
    void many_changes_are_estimated_and_all_applied() throws Exception {
        for (int rows : new int[] {900, 1_000, 1_001, 2_999, 3_000, 3_001, 60_000}) {
            s.run(
                    "INSERT INTO t SELECT i, 1 + i %% 100 FROM generate_series((SELECT coalesce(max(id), 0) + 1 FROM t), (SELECT coalesce(max(id), 0) + %d FROM t)) i"
                            .formatted(rows));
            String[] seen = s.rows(
                            "SELECT pgtrickle._changes(pgt_id, frontier, own_xid, own_command)"
                                    + " FROM pgtrickle.stream_table_state JOIN pgtrickle.stream_table USING (pgt_id) WHERE view_relid = 'sums'::regclass")
                    .getFirst()
                    .split(" ");
            if (rows < RefreshSets.COUNTED) {
                assertThat(seen).containsExactly("0", String.valueOf(rows), "f");
            } else {
                assertThat(Integer.parseInt(seen[1])).isBetween(Math.max(rows / 2, RefreshSets.COUNTED), rows * 2);
            }
            refreshAndCheck(rows + " rows");
        }
        assertThat(s.rows("SELECT DISTINCT last_refresh_mode FROM pgtrickle.stream_table_state"))
                .containsExactly("DIFFERENTIAL");
    }

    @Test
    void refreshers_and_writers_at_once_apply_every_change_exactly_once() throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                int base = 1000 * (w + 1);
                Connection c = writer();
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        run(c, "INSERT INTO t VALUES (" + (base + i) + ", " + (1 + i % 50) + ")");
                        run(c, "UPDATE t SET v = v + 1 WHERE id = " + (base + i / 2));
                        if (i % 5 == 0) {
                            c.rollback();
                        } else {
                            c.commit();
                        }
                    }
                    return null;
                }));
            }
            for (int r = 0; r < 3; r++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        engine.refresh("lab.sums");
                        engine.refresh("lab.joined");
                    }
                    return null;
                }));
            }
            for (Future<?> f : running) {
                f.get();
            }
        }
        refreshAndCheck("after all");
    }
}
