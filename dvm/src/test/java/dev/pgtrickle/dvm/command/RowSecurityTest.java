package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row-level security and views of others: a stream table shows what its owner may see, and is maintained where that is all. */
@ExtendWith(DatabaseExtension.class)
class RowSecurityTest {

    private EngineFixture engine;
    private InterceptedSession admin;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        admin = engine.session();
        admin.run("DROP SCHEMA IF EXISTS lab CASCADE");
        admin.run("SELECT pgtrickle._remove_orphans()");
        admin.run("CREATE SCHEMA lab");
        for (String role : List.of("rls_owner", "rls_guest")) {
            admin.run("DO $$ BEGIN CREATE ROLE " + role + " LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
            admin.run("GRANT USAGE, CREATE ON SCHEMA lab TO " + role);
        }
        admin.run("CREATE TABLE lab.t (id int PRIMARY KEY, who text)");
        admin.run("INSERT INTO lab.t VALUES (1, 'rls_owner'), (2, 'rls_guest')");
        admin.run("ALTER TABLE lab.t OWNER TO rls_owner");
        admin.run("ALTER TABLE lab.t ENABLE ROW LEVEL SECURITY");
        admin.run("CREATE POLICY own ON lab.t USING (who = current_user)");
        admin.run("GRANT SELECT, TRIGGER, INSERT ON lab.t TO rls_guest");
    }

    @AfterEach
    void close() throws Exception {
        admin.run("DROP SCHEMA lab CASCADE");
        admin.close();
    }

    private String mode(String name) throws Exception {
        return admin.rows(
                        "SELECT concat_ws(': ', refresh_mode, mode_reason) FROM pgtrickle.stream_table WHERE view_relid = 'lab."
                                + name + "'::regclass")
                .getFirst();
    }

    @Test
    void who_is_not_concerned_gets_all_rows_incrementally() throws Exception {
        try (InterceptedSession owner = engine.session("rls_owner")) {
            owner.run("CREATE STREAM TABLE lab.o AS SELECT id, who FROM lab.t");
            owner.run("INSERT INTO lab.t VALUES (3, 'x')");
        }
        assertThat(mode("o")).isEqualTo("DIFFERENTIAL");
        assertThat(engine.refresh("lab.o").action()).isEqualTo(Action.DIFFERENTIAL);
        assertThat(admin.rows("SELECT id FROM lab.o ORDER BY id")).containsExactly("1", "2", "3");
    }

    @Test
    void forcing_it_on_the_owner_later_recomputes_from_then_on() throws Exception {
        try (InterceptedSession owner = engine.session("rls_owner")) {
            owner.run("CREATE STREAM TABLE lab.o AS SELECT id, who FROM lab.t");
            owner.run("ALTER TABLE lab.t FORCE ROW LEVEL SECURITY");
        }
        assertThat(engine.refresh("lab.o").action()).isEqualTo(Action.REINITIALIZE);
        assertThat(admin.rows("SELECT id FROM lab.o")).containsExactly("1");
        admin.run("INSERT INTO lab.t VALUES (4, 'rls_owner'), (5, 'rls_guest')");
        assertThat(engine.refresh("lab.o").action()).isEqualTo(Action.REINITIALIZE);
        assertThat(admin.rows("SELECT id FROM lab.o ORDER BY id")).containsExactly("1", "4");
    }

    @Test
    void who_is_concerned_gets_his_rows_recomputed() throws Exception {
        try (InterceptedSession guest = engine.session("rls_guest")) {
            guest.run("CREATE STREAM TABLE lab.g AS SELECT id, who FROM lab.t");
        }
        assertThat(mode("g")).startsWith("FULL: lab.t cannot be captured: it has row-level security");
        admin.run("INSERT INTO lab.t VALUES (4, 'rls_owner'), (5, 'rls_guest')");
        assertThat(engine.refresh("lab.g").action()).isEqualTo(Action.FULL);
        assertThat(admin.rows("SELECT id FROM lab.g ORDER BY id")).containsExactly("2", "5");
    }

    @Test
    void a_view_of_another_owner_shows_what_that_one_may_see() throws Exception {
        admin.run("CREATE VIEW lab.v AS SELECT id, who FROM lab.t");
        admin.run("ALTER VIEW lab.v OWNER TO rls_guest");
        admin.run("CREATE VIEW lab.i WITH (security_invoker) AS SELECT id, who FROM lab.t");
        admin.run("ALTER VIEW lab.i OWNER TO rls_guest");
        admin.run("CREATE STREAM TABLE lab.sv AS SELECT id FROM lab.v");
        assertThat(mode("sv")).startsWith("FULL: lab.t cannot be captured").contains("view of another owner");
        assertThat(admin.rows("SELECT id FROM lab.sv")).isEqualTo(admin.rows("SELECT id FROM lab.v"));
        admin.run("CREATE STREAM TABLE lab.si AS SELECT id FROM lab.i");
        assertThat(mode("si")).isEqualTo("DIFFERENTIAL");
        assertThat(admin.rows("SELECT id FROM lab.si ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void who_may_read_a_view_only_gets_it_recomputed() throws Exception {
        admin.run("CREATE TABLE lab.u (id int)");
        admin.run("INSERT INTO lab.u VALUES (1)");
        admin.run("CREATE VIEW lab.v AS SELECT id FROM lab.u");
        admin.run("GRANT SELECT ON lab.v TO rls_guest");
        try (InterceptedSession guest = engine.session("rls_guest")) {
            guest.run("CREATE STREAM TABLE lab.g AS SELECT id FROM lab.v");
        }
        assertThat(mode("g")).startsWith("FULL: lab.u cannot be captured").contains("through a view only");
        admin.run("INSERT INTO lab.u VALUES (2)");
        assertThat(engine.refresh("lab.g").action()).isEqualTo(Action.FULL);
        assertThat(admin.rows("SELECT id FROM lab.g ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void a_security_barrier_is_not_read_through() throws Exception {
        admin.run("CREATE TABLE lab.u (id int)");
        admin.run("CREATE VIEW lab.b WITH (security_barrier) AS SELECT id FROM lab.u WHERE id <> 0");
        admin.run("CREATE STREAM TABLE lab.s AS SELECT 1 / id AS x FROM lab.b");
        assertThat(mode("s")).startsWith("FULL: lab.b cannot be read through: it is a security barrier");
        admin.run("INSERT INTO lab.u VALUES (0), (1)");
        assertThat(engine.refresh("lab.s").action()).isEqualTo(Action.FULL);
        assertThat(admin.rows("SELECT x FROM lab.s")).containsExactly("1");
    }
}
