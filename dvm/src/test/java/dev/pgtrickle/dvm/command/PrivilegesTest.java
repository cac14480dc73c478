package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody here is a superuser: the engine's role owns the catalog and nothing else, and is a member of no one. */
@ExtendWith(DatabaseExtension.class)
class PrivilegesTest {

    private static EngineFixture engine;

    @BeforeAll
    static void roles(Database database) throws Exception {
        String suffix = database.name();
        for (String role : new String[] {"keeper", "alice", "bob"}) {
            database.run("CREATE ROLE " + role + "_" + suffix + " LOGIN");
        }
        database.run("GRANT CREATE ON DATABASE " + database.name() + " TO keeper_" + suffix + ", alice_" + suffix);
        database.run("GRANT USAGE, CREATE ON SCHEMA public TO alice_" + suffix);
        database.run("GRANT USAGE ON SCHEMA public TO bob_" + suffix);
        engine = EngineFixture.in(database, "keeper_" + suffix);
    }

    private static InterceptedSession as(String role, Database database) throws SQLException {
        return engine.session(role + "_" + database.name());
    }

    @Test
    void a_stream_table_is_maintained_with_its_owners_rights_whoever_writes(Database database) throws Exception {
        try (InterceptedSession alice = as("alice", database);
                InterceptedSession bob = as("bob", database)) {
            alice.run("CREATE TABLE orders (id int PRIMARY KEY, region text, amount int)");
            alice.run(
                    "CREATE FUNCTION double_it(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 2 * $1; END'");
            String query = "SELECT region, sum(double_it(amount)) AS s FROM orders GROUP BY region";
            alice.run("CREATE STREAM TABLE im WITH (mode = IMMEDIATE) AS " + query);
            alice.run("CREATE STREAM TABLE di AS " + query);
            alice.run("CREATE STREAM TABLE fu WITH (mode = FULL) AS " + query);
            alice.run("GRANT INSERT ON orders TO bob_" + database.name());
            alice.run("GRANT SELECT ON im TO bob_" + database.name());
            bob.run("INSERT INTO orders VALUES (1, 'n', 5)");
            assertThat(bob.rows("SELECT * FROM im")).containsExactly("n|10");
            engine.refresh("di");
            engine.refresh("fu");
            assertThat(alice.rows("SELECT * FROM di UNION ALL SELECT * FROM fu"))
                    .containsExactly("n|10", "n|10");
            assertThat(database.rows("SELECT action FROM pgtrickle.pgt_refresh_history ORDER BY refresh_id"))
                    .containsExactly("DIFFERENTIAL", "FULL");

            for (String denied : new String[] {
                "SELECT * FROM di",
                "SELECT * FROM orders",
                "SELECT * FROM pgtrickle_changes.changes_" + captureNumber(database),
                "SELECT * FROM " + storage(database, "im"),
                "UPDATE pgtrickle_changes.changes_" + captureNumber(database) + " SET w = 0"
            }) {
                assertThatThrownBy(() -> bob.rows(denied)).as(denied).hasMessageContaining("permission denied");
            }
            for (String refused :
                    new String[] {"DROP STREAM TABLE im", "ALTER STREAM TABLE im SET (schedule = '1s')"}) {
                assertThatThrownBy(() -> bob.run(refused))
                        .isInstanceOf(SqlError.class)
                        .hasMessageContaining("must be owner of stream table");
            }
            assertThat(
                            bob.rows(
                                    "WITH u AS (UPDATE pgtrickle.stream_table_state SET status = 'ERROR' RETURNING 1) SELECT count(*) FROM u"))
                    .containsExactly("0");
            alice.run("DROP STREAM TABLE im");
            alice.run("DROP STREAM TABLE di");
            alice.run("DROP STREAM TABLE fu");
            alice.run("DROP TABLE orders");
        }
    }

    private static String captureNumber(Database database) throws SQLException {
        return database.rows("SELECT number FROM pgtrickle.capture").getFirst();
    }

    private static String storage(Database database, String name) throws SQLException {
        return database.rows(
                        "SELECT storage_relid FROM pgtrickle.stream_table WHERE view_relid = '" + name + "'::regclass")
                .getFirst();
    }

    @Test
    void two_owners_share_a_capture_of_a_third_ones_table(Database database) throws Exception {
        try (InterceptedSession alice = as("alice", database);
                InterceptedSession bob = as("bob", database)) {
            database.run("CREATE TABLE shared (id int PRIMARY KEY, v int)");
            for (String role : new String[] {"alice_", "bob_"}) {
                database.run("GRANT SELECT, INSERT, TRIGGER ON shared TO " + role + database.name());
                database.run("CREATE SCHEMA " + role + database.name() + " AUTHORIZATION " + role + database.name());
            }
            alice.run("CREATE STREAM TABLE mine AS SELECT id FROM shared");
            bob.run("CREATE STREAM TABLE mine AS SELECT sum(v) AS s FROM shared");
            alice.run("INSERT INTO shared VALUES (1, 10), (2, 20)");
            engine.refresh("alice_" + database.name() + ".mine");
            engine.refresh("bob_" + database.name() + ".mine");
            assertThat(alice.rows("SELECT count(*) FROM mine")).containsExactly("2");
            assertThat(bob.rows("SELECT s FROM mine")).containsExactly("30");
            assertThat(database.rows("SELECT count(*) FROM pgtrickle.capture")).containsExactly("1");
            alice.run("DROP STREAM TABLE mine");
            assertThat(database.rows("SELECT count(*) FROM pgtrickle.capture")).containsExactly("1");
            bob.run("DROP STREAM TABLE mine");
            assertThat(database.rows("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'shared'::regclass"))
                    .containsExactly("0");
            database.run("DROP TABLE shared");
        }
    }

    @Test
    void a_maintenance_function_that_would_run_with_the_engines_rights_is_not_called(Database database)
            throws Exception {
        try (InterceptedSession alice = as("alice", database)) {
            alice.run("CREATE TABLE t (id int PRIMARY KEY)");
            alice.run("CREATE STREAM TABLE st WITH (schedule = manual) AS SELECT id FROM t");
            String program =
                    database.rows("SELECT program FROM pgtrickle.stream_table").getFirst();
            alice.run("ALTER FUNCTION pgtrickle_store.probe_" + program + " SECURITY INVOKER");
            assertThatThrownBy(() -> engine.refresh("st"))
                    .isInstanceOf(SqlError.class)
                    .hasMessageContaining("tampered");
            alice.run("DROP STREAM TABLE st");
            alice.run("DROP TABLE t");
        }
    }

    @Test
    void an_owner_can_give_a_stream_table_away(Database database) throws Exception {
        String bob = "bob_" + database.name();
        try (InterceptedSession alice = as("alice", database);
                Connection superuser = database.connect()) {
            alice.run("CREATE TABLE g (id int PRIMARY KEY, v int)");
            alice.run("CREATE STREAM TABLE gd WITH (schedule = manual) AS SELECT id, v FROM g");
            alice.run("CREATE STREAM TABLE gi WITH (mode = IMMEDIATE) AS SELECT sum(v) AS s FROM g");
            Database.rows(superuser, "SELECT 1");
            database.run("GRANT SELECT, INSERT ON g TO " + bob);
            database.run("GRANT CREATE ON SCHEMA public TO " + bob);
            try (InterceptedSession admin = engine.session("postgres")) {
                admin.run("ALTER MATERIALIZED VIEW gd OWNER TO " + bob);
                admin.run("ALTER STREAM TABLE gi OWNER TO " + bob);
            }
            alice.run("INSERT INTO g VALUES (1, 5)");
            engine.refresh("gd");
            try (InterceptedSession owner = as("bob", database)) {
                assertThat(owner.rows("SELECT v FROM gd")).containsExactly("5");
                assertThat(owner.rows("SELECT s FROM gi")).containsExactly("5");
                owner.run("INSERT INTO g VALUES (2, 6)");
                assertThat(owner.rows("SELECT s FROM gi")).containsExactly("11");
                owner.run("DROP STREAM TABLE gd");
                owner.run("DROP STREAM TABLE gi");
            }
            alice.run("DROP TABLE g");
        }
    }
}
