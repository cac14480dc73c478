package dev.pgtrickle.conformance.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.conformance.oracle.Equality;
import dev.pgtrickle.conformance.oracle.StreamTableOracle;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes that are written early and committed late, with refreshes between: each is applied exactly once. */
@TestInstance(Lifecycle.PER_CLASS)
class InFlightWriterTest {

    private static final String SUMS = "SELECT count(*) AS c, sum(v) AS s FROM t";
    private static final String JOIN = "SELECT t.id, u.w FROM t JOIN u ON u.id = t.v";

    private Stage stage;
    private StreamTableOracle oracle;
    private final List<Connection> sessions = new ArrayList<>();

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(SharedServers.defaultVersion());
    }

    @BeforeEach
    void setUp() throws Exception {
        stage.clear();
        oracle = new StreamTableOracle(stage);
        try (Connection c = stage.connect(Route.BYPASS)) {
            Stage.run(c, "CREATE TABLE t (id int PRIMARY KEY, v int)");
            Stage.run(c, "CREATE TABLE u (id int PRIMARY KEY, w int)");
            Stage.run(c, "INSERT INTO u SELECT i, 10 * i FROM generate_series(1, 100) i");
        }
        assertThat(Route.PROXY.create(stage, "sums", "DIFFERENTIAL", SUMS)).isEmpty();
        assertThat(Route.PROXY.create(stage, "joined", "DIFFERENTIAL", JOIN)).isEmpty();
    }

    @AfterEach
    void closeSessions() throws Exception {
        for (Connection session : sessions) {
            session.close();
        }
        sessions.clear();
        oracle.close();
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Connection writer(Route route) throws SQLException {
        Connection connection = stage.connect(route);
        sessions.add(connection);
        return connection;
    }

    private void refreshShows(String countAndSum, String context) throws Exception {
        for (Route route : Route.values()) {
            for (String name : List.of("sums", "joined")) {
                route.refresh(stage, name);
                oracle.assertExact(
                        name,
                        "DIFFERENTIAL",
                        name.equals("sums") ? SUMS : JOIN,
                        Equality.EXACT,
                        context + ", " + route);
            }
            assertThat(stage.database().rows("SELECT c, s FROM lab.sums"))
                    .as(context)
                    .containsExactly(countAndSum);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_writer_that_began_first_and_commits_last_is_not_overtaken(Route route) throws Exception {
        Connection early = writer(route);
        Connection second = writer(route);
        Connection third = writer(route);
        Stage.run(early, "BEGIN");
        Stage.run(early, "INSERT INTO t VALUES (1, 1)");
        Stage.run(second, "INSERT INTO t VALUES (2, 2)");
        refreshShows("1|2", "the early writer is open");
        Stage.run(third, "BEGIN");
        Stage.run(third, "INSERT INTO t VALUES (3, 3)");
        Stage.run(third, "UPDATE t SET v = 20 WHERE id = 2");
        Stage.run(second, "INSERT INTO t VALUES (4, 4)");
        refreshShows("2|6", "two writers are open, one of which began after a refresh");
        Stage.run(early, "INSERT INTO t VALUES (5, 5)");
        Stage.run(early, "COMMIT");
        refreshShows("4|12", "the early writer has committed");
        Stage.run(third, "COMMIT");
        refreshShows("5|33", "both have committed");
    }

    @ParameterizedTest
    @EnumSource
    void a_writer_that_is_idle_in_its_transaction_and_seen_by_its_xid_only(Route route) throws Exception {
        // After a statement of the extended protocol a portal is left that keeps a snapshot, and with it backend_xmin.
        Connection idle = stage.connect(route, "preferQueryMode=simple");
        sessions.add(idle);
        Stage.run(idle, "BEGIN");
        Stage.run(idle, "INSERT INTO t VALUES (1, 1)");
        String pid = Database.rows(idle, "SELECT pg_backend_pid()").getFirst();
        Connection other = stage.connect(route);
        try {
            assertThat(Database.rows(
                            other,
                            "SELECT state, backend_xmin IS NULL, backend_xid IS NOT NULL FROM pg_stat_activity WHERE pid = "
                                    + pid))
                    .containsExactly("idle in transaction|t|t");
            for (int i = 2; i <= 4; i++) {
                Stage.run(other, "INSERT INTO t VALUES (" + i + ", " + i + ")");
                for (String name : List.of("sums", "joined")) {
                    route.refresh(stage, name);
                    oracle.assertExact(
                            name, "DIFFERENTIAL", name.equals("sums") ? SUMS : JOIN, Equality.EXACT, "refresh " + i);
                }
            }
        } finally {
            other.close();
        }
        Stage.run(idle, "COMMIT");
        refreshShows("4|10", "the idle writer has committed");
    }

    @ParameterizedTest
    @EnumSource
    void a_prepared_transaction_is_open_until_it_is_committed(Route route) throws Exception {
        Connection writer = writer(route);
        for (String name : List.of("kept", "dropped")) {
            Stage.run(writer, "BEGIN");
            Stage.run(
                    writer,
                    "INSERT INTO t SELECT " + (name.equals("kept") ? 1 : 2) + ", " + (name.equals("kept") ? 1 : 2));
            Stage.run(writer, "PREPARE TRANSACTION '" + stage.database().name() + name + "'");
        }
        Stage.run(writer, "INSERT INTO t VALUES (3, 3)");
        refreshShows("1|3", "both are prepared");
        Stage.run(writer, "INSERT INTO t VALUES (4, 4)");
        refreshShows("2|7", "both are still prepared");
        Stage.run(writer, "COMMIT PREPARED '" + stage.database().name() + "kept'");
        refreshShows("3|8", "one is committed");
        Stage.run(writer, "ROLLBACK PREPARED '" + stage.database().name() + "dropped'");
        refreshShows("3|8", "the other is rolled back");
    }

    @ParameterizedTest
    @EnumSource
    void a_prepared_transaction_of_an_immediate_stream_table(Route route) throws Exception {
        assertThat(route.create(stage, "now_sums", "IMMEDIATE", SUMS)).isEmpty();
        Connection writer = writer(route);
        Stage.run(writer, "BEGIN");
        Stage.run(writer, "INSERT INTO t VALUES (1, 1), (2, 2)");
        Stage.run(writer, "PREPARE TRANSACTION '" + stage.database().name() + "now'");
        oracle.assertExact("now_sums", "IMMEDIATE", SUMS, Equality.EXACT, "prepared");
        Stage.run(writer, "COMMIT PREPARED '" + stage.database().name() + "now'");
        oracle.assertExact("now_sums", "IMMEDIATE", SUMS, Equality.EXACT, "committed");
        refreshShows("2|3", "committed");
    }
}
