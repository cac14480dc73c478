package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.understand.Reason;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a query whose parts cannot be stored. */
@ExtendWith(DatabaseExtension.class)
class IntermediateInstallerTest {

    /** A recursion, which has to be stored, below an aggregation. */
    private static final String NEEDED =
            "WITH RECURSIVE r AS (SELECT a, b FROM e UNION SELECT r.a, e.b FROM r JOIN e ON r.b = e.a)"
                    + " SELECT a, count(*) AS n FROM r GROUP BY a";

    /** The largest, which is better stored. */
    private static final String OPTIONAL = "SELECT a FROM e WHERE b = (SELECT max(b) FROM e)";

    /** Stores nothing: what the server has no room for. */
    private static final class Refusing implements PartStore {

        private final String sqlState;

        Refusing(String sqlState) {
            this.sqlState = sqlState;
        }

        @Override
        public void prepare(List<SourceTable> sources) {
            // Nothing to keep out.
        }

        @Override
        public QualifiedName store(String query, CompiledView part, RequestedMode mode) {
            throw SqlError.of(sqlState, "no such part");
        }
    }

    private InterceptedSession client;
    private JdbcSession session;

    @BeforeEach
    void open(Database database) throws Exception {
        client = EngineFixture.in(database).session();
        Lab.open(client, List.of());
        client.run("CREATE TABLE e (a int, b int)");
        client.connection().setAutoCommit(false);
        session = new JdbcSession(client.connection(), Scope.TRANSACTION_BLOCK, notice -> {});
    }

    @AfterEach
    void close() throws Exception {
        client.close();
    }

    private CompiledView install(String query, RequestedMode mode, String sqlState) {
        Definition definition = new Definition(
                QualifiedName.of("lab", "x"),
                List.of(),
                query,
                mode,
                Optional.empty(),
                IntermediateUse.AUTO,
                ImmediateUse.AUTO,
                true);
        CompiledView view = new Compiler(session).compile(query, mode, List.of());
        assertThat(view.intermediates()).as("there is a part to store").isPresent();
        return new IntermediateInstaller(session, new Refusing(sqlState), definition).install(view);
    }

    @Test
    void what_needs_a_part_is_recomputed_with_the_reason_where_that_is_left_to_us() {
        CompiledView view = install(NEEDED, RequestedMode.AUTO, SqlState.FEATURE_NOT_SUPPORTED);
        assertThat(view.mode()).isEqualTo(ViewMode.FULL);
        assertThat(view.shape()).isEmpty();
        assertThat(view.volatileInputs()).isFalse();
        assertThat(view.reason().map(Reason::sentence))
                .contains("A recursion below other operators could not be made a stored part: no such part");
        assertThat(session.query("SHOW search_path").single().text(0)).isEqualTo("lab");
    }

    @ParameterizedTest
    @EnumSource(names = {"DIFFERENTIAL", "IMMEDIATE"})
    void what_needs_a_part_is_an_error_in_an_incremental_mode(RequestedMode mode) {
        assertThatThrownBy(() -> install(NEEDED, mode, SqlState.FEATURE_NOT_SUPPORTED))
                .isInstanceOfSatisfying(SqlError.class, e -> {
                    assertThat(e.sqlState()).isEqualTo("0A000");
                    assertThat(e.message()).isEqualTo("this query cannot be maintained in mode " + mode);
                    assertThat(e.detail()).contains("no such part");
                });
    }

    private String mode(String table) throws SQLException {
        return client.rows(
                        "SELECT concat_ws(': ', refresh_mode, mode_reason) FROM pgtrickle.pgt_stream_tables WHERE pgt_name = '"
                                + table + "'")
                .getFirst();
    }

    @Test
    void a_recursion_over_rows_of_no_declared_type_is_recomputed() throws Exception {
        client.connection().setAutoCommit(true);
        String query =
                "WITH RECURSIVE r AS (SELECT a, ROW(a, b) AS w FROM e UNION ALL SELECT r.a + 1, w FROM r WHERE a < 3)"
                        + " SELECT count(w) AS n, a FROM r GROUP BY a";
        client.run("INSERT INTO e VALUES (1, 2), (2, NULL)");
        client.run("CREATE STREAM TABLE x AS " + query);
        assertThat(mode("x"))
                .startsWith("FULL: A recursion below other operators could not be made a stored part: ")
                .contains("pseudo-type record");
        assertThat(client.notices()).contains("stream table \"x\" will be recomputed at each refresh (mode FULL)");
        assertThat(client.rows("SELECT n, a FROM x ORDER BY a")).containsExactly("1|1", "2|2", "2|3");
        client.run("INSERT INTO e VALUES (3, 3)");
        client.run("REFRESH MATERIALIZED VIEW x");
        assertThat(client.rows("SELECT n, a FROM x ORDER BY a")).containsExactly("1|1", "2|2", "3|3");
        assertThatThrownBy(() -> client.run("CREATE STREAM TABLE y WITH (mode = immediate) AS " + query))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("0A000"));
    }

    @Test
    void rows_of_no_declared_type_are_not_stored_where_that_is_not_needed() throws Exception {
        client.connection().setAutoCommit(true);
        client.run("INSERT INTO e VALUES (1, 2), (1, 2), (2, NULL)");
        client.run(
                "CREATE STREAM TABLE d WITH (schedule = 'manual') AS SELECT a, count(*) AS n FROM (SELECT DISTINCT a, ROW(b) AS w FROM e) x GROUP BY a");
        assertThat(mode("d")).isEqualTo("DIFFERENTIAL");
        client.run("INSERT INTO e VALUES (1, 3), (2, NULL)");
        client.run("REFRESH MATERIALIZED VIEW d");
        assertThat(client.rows("SELECT a, n FROM d ORDER BY a")).containsExactly("1|2", "2|1");
    }

    @Test
    void a_group_of_rows_of_no_declared_type_is_recomputed() throws Exception {
        client.connection().setAutoCommit(true);
        client.run("CREATE STREAM TABLE g AS SELECT count(*) AS n FROM e GROUP BY ROW(a, b)");
        assertThat(mode("g")).startsWith("FULL: A group key or an aggregate that is a row of no declared type ");
        client.run("CREATE STREAM TABLE h AS SELECT a, cardinality(array_agg(ROW(b))) AS n FROM e GROUP BY a");
        assertThat(mode("h")).startsWith("FULL: A group key or an aggregate that is a row of no declared type ");
    }

    @Test
    void other_errors_stand() {
        assertThatThrownBy(() -> install(NEEDED, RequestedMode.AUTO, SqlState.INSUFFICIENT_PRIVILEGE))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }

    @Test
    void what_does_without_the_part_is_maintained_without() {
        CompiledView view = install(OPTIONAL, RequestedMode.AUTO, SqlState.FEATURE_NOT_SUPPORTED);
        assertThat(view.mode()).isEqualTo(ViewMode.DIFFERENTIAL);
        assertThat(view.reason()).isEmpty();
    }
}
