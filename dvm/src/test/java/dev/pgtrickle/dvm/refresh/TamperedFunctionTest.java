package dev.pgtrickle.dvm.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A maintenance function that would run with the engine's rights, not with those of the stream table's owner, is not called. */
@ExtendWith(DatabaseExtension.class)
class TamperedFunctionTest {

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE t (k int, v int)");
        s.run("CREATE STREAM TABLE sums WITH (mode = DIFFERENTIAL) AS SELECT k, sum(v) AS s FROM t GROUP BY k");
        s.run("INSERT INTO t VALUES (1, 1)");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private String function(String kind) throws Exception {
        return s.rows("SELECT p.oid::regprocedure FROM pg_proc p JOIN pgtrickle.stream_table t" + " ON p.proname ~ ('^"
                        + kind + "_' || t.program || '(_|$)')")
                .getFirst();
    }

    private void assertRefused(String kind) {
        assertThatThrownBy(() -> engine.refresh("lab.sums")).isInstanceOfSatisfying(SqlError.class, e -> {
            assertThat(e.sqlState()).isEqualTo(SqlState.INSUFFICIENT_PRIVILEGE);
            assertThat(e.message()).contains(kind + "_", "was tampered with");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "refresh"})
    void with_the_rights_of_its_caller_it_is_not_called(String kind) throws Exception {
        String function = function(kind);
        s.run("ALTER FUNCTION " + function + " SECURITY INVOKER");
        assertRefused(kind);
        assertThat(s.rows("SELECT * FROM sums")).isEmpty();
        s.run("ALTER FUNCTION " + function + " SECURITY DEFINER");
        assertThat(engine.refresh("lab.sums").action()).isEqualTo(Action.DIFFERENTIAL);
        assertThat(s.rows("SELECT k, s FROM sums")).containsExactly("1|1");
    }

    @Test
    void what_is_to_be_recomputed_after_what_it_reads_is_not_counted() throws Exception {
        s.run(
                "CREATE STREAM TABLE above WITH (mode = DIFFERENTIAL, schedule = manual) AS SELECT sum(s) AS s FROM sums");
        s.run("INSERT INTO t VALUES (2, 2)");
        s.run("UPDATE pgtrickle.stream_table_state s SET needs_reinit = true FROM pgtrickle.stream_table t"
                + " WHERE t.pgt_id = s.pgt_id AND t.view_relid = 'above'::regclass");
        s.run("ALTER FUNCTION "
                + s.rows(
                                "SELECT p.oid::regprocedure FROM pg_proc p JOIN pgtrickle.stream_table t ON p.proname = 'probe_' || t.program"
                                        + " WHERE t.view_relid = 'above'::regclass")
                        .getFirst()
                + " SECURITY INVOKER");
        assertThat(engine.refresh("lab.above").action()).isEqualTo(Action.REINITIALIZE);
        assertThat(s.rows("SELECT s FROM above")).containsExactly("3");
    }

    @Test
    void neither_is_one_that_recomputes() throws Exception {
        s.run("UPDATE pgtrickle.stream_table_state SET needs_reinit = true");
        s.run("ALTER FUNCTION " + function("rebuild") + " SECURITY INVOKER");
        assertRefused("rebuild");
    }

    @Test
    void nor_one_of_another_owner() throws Exception {
        s.run("DO $$ BEGIN CREATE ROLE stranger; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        s.run("ALTER FUNCTION " + function("refresh") + " OWNER TO stranger");
        assertRefused("refresh");
        s.run("DROP STREAM TABLE sums");
        s.run("DROP ROLE stranger");
    }
}
