package dev.pgtrickle.dvm.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.program.ChangeSources.Window;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the changes of a source are found among those that another stream table has not consumed. */
@ExtendWith(DatabaseExtension.class)
class ChangeBufferTest {

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(
                s,
                List.of(
                        "CREATE TABLE t (k int, v int)",
                        "CREATE STREAM TABLE quick WITH (mode = DIFFERENTIAL, schedule = manual) AS SELECT k, sum(v) AS s FROM t GROUP BY k",
                        "CREATE STREAM TABLE slow WITH (mode = DIFFERENTIAL, schedule = manual) AS SELECT count(*) AS n FROM t"));
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private String buffer() throws Exception {
        return "changes_"
                + s.rows("SELECT number FROM pgtrickle.capture WHERE source_relid = 't'::regclass")
                        .getFirst();
    }

    @Test
    void a_few_changes_are_found_by_index_whether_the_plan_was_made_for_a_small_buffer_or_a_large_one()
            throws Exception {
        String state =
                " FROM pgtrickle.stream_table_state s JOIN pgtrickle.stream_table t USING (pgt_id) WHERE t.view_relid = 'lab.quick'::regclass";
        String look = "SELECT pgtrickle._changes(s.pgt_id, s.frontier, s.own_xid, s.own_command)" + state;
        String find =
                "SELECT count(*) FROM pgtrickle.stream_table_state s JOIN pgtrickle.stream_table t USING (pgt_id),"
                        + " pgtrickle_changes." + buffer()
                        + "(s.frontier, s.own_xid, s.own_command) WHERE t.view_relid = 'lab.quick'::regclass";
        // As in the engine's sessions.
        s.run("SET plan_cache_mode = force_generic_plan");
        s.run("INSERT INTO t VALUES (1, 1)");
        s.run("VACUUM pgtrickle_changes." + buffer());
        assertThat(s.rows(look)).containsExactly("0 1 f");
        assertThat(s.rows(find)).containsExactly("1");
        s.run("INSERT INTO t SELECT i % 10, i FROM generate_series(1, 200000) i");
        assertThat(engine.refresh("lab.quick").action()).isEqualTo(Action.DIFFERENTIAL);
        s.run("INSERT INTO t VALUES (1, 1)");
        assertFoundByIndex(s, look, find);
        try (InterceptedSession later = engine.session()) {
            assertFoundByIndex(later, look, find);
        }
    }

    private void assertFoundByIndex(InterceptedSession session, String look, String find) throws Exception {
        session.run("SELECT pg_stat_force_next_flush()");
        session.connection().setAutoCommit(false);
        assertThat(session.rows(look)).containsExactly("0 1 f");
        assertThat(session.rows(find)).containsExactly("1");
        assertThat(session.rows("SELECT seq_scan, idx_scan > 0 FROM pg_stat_xact_all_tables WHERE relname = '"
                        + buffer() + "'"))
                .as("counted since the numbers were flushed")
                .containsExactly("0|t");
        session.connection().rollback();
        session.connection().setAutoCommit(true);
    }

    @Test
    void no_statistics_say_that_new_transactions_have_no_changes() throws Exception {
        s.run("INSERT INTO t SELECT i % 10, i FROM generate_series(1, 2000) i");
        s.run("ANALYZE");
        String columns = "SELECT attname FROM pg_stats WHERE schemaname = 'pgtrickle_changes' AND tablename = '"
                + buffer() + "' AND attname IN ('xid', 'w') ORDER BY 1";
        assertThat(s.rows(columns)).containsExactly("w");
    }

    @Test
    void the_catalog_and_the_compiler_write_the_same_condition() throws Exception {
        assertThat(new Window("$1", "$2", "$3").condition("b").replaceAll("\\s+", " "))
                .isEqualTo(s.rows("SELECT pgtrickle._since('$1', '$2', '$3')").getFirst());
    }
}
