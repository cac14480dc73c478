package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.refresh.Initiator;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.refresh.RefreshTransaction;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stream tables that share sources, parts or a reader do not get in each other's way. */
@ExtendWith(DatabaseExtension.class)
class NeighboursTest {

    private static final String SUMS = "SELECT k, sum(v) AS s FROM t GROUP BY k";
    private static final String BEST =
            "SELECT x.k FROM (" + SUMS + ") x WHERE x.s = (SELECT max(y.s) FROM (" + SUMS + ") y)";

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE t (k int, v int)");
        s.run("INSERT INTO t SELECT i % 5, i FROM generate_series(1, 50) i");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private List<String> toBeRebuilt() throws Exception {
        s.run("SELECT pgtrickle._mark_interrupted_immediate()");
        return s.rows("SELECT reinit_reason FROM pgtrickle.stream_table_state WHERE needs_reinit");
    }

    @Test
    void capture_for_others_comes_and_goes_unnoticed_by_immediate_ones() throws Exception {
        s.run("CREATE STREAM TABLE im WITH (mode = IMMEDIATE) AS " + SUMS);
        s.run("CREATE STREAM TABLE di WITH (mode = DIFFERENTIAL) AS " + SUMS);
        assertThat(toBeRebuilt()).isEmpty();
        s.run("DROP STREAM TABLE di");
        assertThat(toBeRebuilt()).isEmpty();
        s.run("ALTER TABLE t DISABLE TRIGGER USER");
        assertThat(toBeRebuilt()).as("its own triggers are noticed").hasSize(1);
    }

    @Test
    void capture_of_a_partition_for_itself_goes_unnoticed_by_readers_of_the_whole() throws Exception {
        s.run("CREATE TABLE p (k int, v int) PARTITION BY LIST (k)");
        s.run("CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
        s.run("CREATE STREAM TABLE whole WITH (mode = DIFFERENTIAL) AS SELECT k, count(*) AS n FROM p GROUP BY k");
        s.run("CREATE STREAM TABLE part WITH (mode = DIFFERENTIAL) AS SELECT k, v FROM p1");
        s.run("INSERT INTO p VALUES (1, 2)");
        assertThat(engine.refresh("lab.whole").action()).isEqualTo(Action.DIFFERENTIAL);
        s.run("DROP STREAM TABLE part");
        s.run("INSERT INTO p VALUES (1, 3)");
        assertThat(engine.refresh("lab.whole").action()).isEqualTo(Action.DIFFERENTIAL);
        assertThat(s.rows("SELECT n FROM whole")).containsExactly("2");
    }

    @Test
    void partitions_that_come_and_go_within_a_transaction_are_noticed_by_the_next_statement() throws Exception {
        s.run("CREATE TABLE p (k int, v int) PARTITION BY LIST (k)");
        s.run("CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
        s.run("CREATE STREAM TABLE im WITH (mode = IMMEDIATE) AS SELECT k, count(*) AS n FROM p GROUP BY k");
        for (String statement : List.of(
                "INSERT INTO p VALUES (1, 1)",
                "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2)",
                "INSERT INTO p2 VALUES (2, 1), (2, 2)",
                "TRUNCATE p2",
                "INSERT INTO p VALUES (1, 2)",
                "CREATE TABLE p3 AS SELECT 3 AS k, 1 AS v",
                "ALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3)",
                "INSERT INTO p VALUES (3, 2)",
                "ALTER TABLE p DETACH PARTITION p3",
                "INSERT INTO p VALUES (1, 3)",
                "ALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3)",
                "DELETE FROM p WHERE v = 1")) {
            s.run(statement);
            if (statement.startsWith("INSERT INTO p ") || statement.startsWith("DELETE")) {
                Oracle.assertEqualsQuery(
                        s.connection(), "im", "SELECT k, count(*) AS n FROM p GROUP BY k", Equality.EXACT, statement);
            }
        }
        assertThat(s.rows("SELECT members IS NULL FROM pgtrickle.dependency"))
                .as("a new partition without our triggers unsettles it")
                .containsExactly("t");
        s.run("SELECT pgtrickle._spread_all_triggers()");
        assertThat(toBeRebuilt()).hasSize(1);
        assertThat(engine.refresh("lab.im").action()).isEqualTo(Action.REINITIALIZE);
        assertThat(s.rows("SELECT members IS NULL FROM pgtrickle.dependency")).containsExactly("f");
    }

    @Test
    void rebuilding_a_part_and_dropping_the_whole_take_turns() throws Exception {
        s.run("CREATE STREAM TABLE best WITH (mode = IMMEDIATE) AS " + BEST);
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.stream_table WHERE intermediate_of IS NOT NULL"))
                .as("stored parts")
                .containsExactly("2");
        s.run("UPDATE pgtrickle.stream_table_state s SET needs_reinit = true FROM pgtrickle.stream_table t"
                + " WHERE t.pgt_id = s.pgt_id AND t.intermediate_of IS NOT NULL");
        long id = Long.parseLong(s.rows("SELECT pgt_id FROM pgtrickle.stream_table WHERE intermediate_of IS NULL")
                .getFirst());
        try (Connection c = engine.bypass("postgres")) {
            JdbcSession session = new JdbcSession(c, Scope.TRANSACTION_BLOCK, notice -> {});

            s.connection().setAutoCommit(false);
            s.run("DROP STREAM TABLE best");
            assertThat(new RefreshTransaction(session, id, Initiator.SCHEDULER)
                            .run()
                            .action())
                    .as("does not wait for a DROP, and has no lock of a part that the DROP could wait for")
                    .isEqualTo(Action.SKIP);
            session.query("ROLLBACK");
            s.connection().rollback();
            s.connection().setAutoCommit(true);

            RefreshTransaction refresh = new RefreshTransaction(session, id, Initiator.SCHEDULER);
            assertThat(refresh.run().action()).as("of the whole").isEqualTo(Action.NO_DATA);
            assertThat(refresh.wrote()).as("of its parts").isTrue();
            s.run("SET lock_timeout = '20ms'");
            assertThatThrownBy(() -> s.run("DROP STREAM TABLE best")).hasMessageContaining("lock timeout");
            session.query("COMMIT");
            s.run("RESET lock_timeout");
            assertThat(s.rows("SELECT count(*) FROM pgtrickle.stream_table_state WHERE needs_reinit"))
                    .containsExactly("0");
            s.run("DROP STREAM TABLE best");
        }
    }

    @Test
    void what_somebody_else_has_over_a_stream_table_does_not_stop_the_owner_from_cleaning_up() throws Exception {
        for (String role : List.of("low_owner", "high_owner")) {
            s.run("DO $$ BEGIN CREATE ROLE " + role + " LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
            s.run("GRANT ALL ON SCHEMA lab TO " + role);
        }
        s.run("ALTER TABLE t OWNER TO low_owner");
        try (InterceptedSession low = engine.session("low_owner");
                InterceptedSession high = engine.session("high_owner")) {
            low.run(
                    "CREATE STREAM TABLE lab.low WITH (mode = DIFFERENTIAL) AS SELECT k, sum(v) AS s FROM lab.t GROUP BY k");
            low.run("GRANT ALL ON lab.low TO high_owner");
            s.run("GRANT low_owner TO high_owner");
            high.run(
                    "CREATE STREAM TABLE lab.high WITH (mode = DIFFERENTIAL) AS SELECT s, count(*) AS n FROM lab.low GROUP BY s");
        }
        s.run("REVOKE low_owner FROM high_owner");
        try (Connection low = engine.bypass("low_owner")) {
            try (Statement drop = low.createStatement()) {
                drop.execute("DROP VIEW lab.low CASCADE");
            }
            assertThat(Database.rows(low, "SELECT pgtrickle._remove_orphans()")).containsExactly("1");
        }
        assertThat(s.rows("SELECT pgtrickle._remove_orphans()"))
                .as("the other's is left for those who may")
                .containsExactly("1");
        assertThat(s.rows("SELECT count(*) FROM pgtrickle.stream_table")).containsExactly("0");
        s.run("DROP OWNED BY low_owner, high_owner CASCADE");
    }
}
