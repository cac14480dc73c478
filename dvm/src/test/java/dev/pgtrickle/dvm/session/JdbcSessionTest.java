package dev.pgtrickle.dvm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class JdbcSessionTest {

    private final Connection connection;
    private final List<Notice> notices = new ArrayList<>();
    private final SqlSession session;

    JdbcSessionTest(Database database) throws SQLException {
        connection = database.connect();
        session = new JdbcSession(connection, SqlSession.Scope.TRANSACTION_BLOCK, notices::add);
    }

    @BeforeEach
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private static List<@Nullable String> values(Rows rows) {
        return rows.single().values();
    }

    @Test
    void returns_names_and_text() {
        Rows rows = session.query("SELECT 1 AS one, NULL::int AS nothing, 'x' AS \"One\"");
        assertThat(rows.columns()).containsExactly("one", "nothing", "One");
        assertThat(values(rows)).containsExactly("1", null, "x");
    }

    @Test
    void a_statement_without_result_returns_nothing() {
        assertThat(session.query("CREATE TEMP TABLE t (a int)")).isEqualTo(Rows.NONE);
        assertThat(session.query("INSERT INTO t VALUES (1)")).isEqualTo(Rows.NONE);
        assertThat(session.query("INSERT INTO t VALUES (2) RETURNING a")
                        .single()
                        .number(0))
                .isEqualTo(2);
        assertThat(session.query("SELECT FROM t").rows()).hasSize(2);
    }

    @Test
    void of_several_statements_the_last_rows_are_returned() {
        assertThat(session.query(
                                "CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1); SELECT a + $1::int FROM t", "2")
                        .single()
                        .number(0))
                .isEqualTo(3);
        assertThat(session.query("SELECT 1; INSERT INTO t VALUES ($1::int); SELECT count(*) FROM t; DELETE FROM t", "4")
                        .single()
                        .number(0))
                .isEqualTo(2);
        assertThat(session.query("SELECT FROM t").rows()).isEmpty();
    }

    @Test
    void parameters_have_the_types_that_the_server_infers() {
        assertThat(values(session.query(
                        "SELECT pg_typeof($1 + 1::bigint), $2::date + 1, $3 || 'x'", "5", "2024-02-28", "y")))
                .containsExactly("bigint", "2024-02-29", "yx");
    }

    @Test
    void parameters_may_come_in_any_order_and_be_null() {
        assertThat(values(session.query("SELECT $2::text, $1::int, $2::text", null, "b")))
                .containsExactly("b", null, "b");
    }

    @Test
    void dollar_signs_and_question_marks_elsewhere_are_left_alone() {
        assertThat(values(session.query(
                        "SELECT '$1 ?', \"$1\" , $$ $1 ?$$, E'\\'$1', '{\"a\":1}'::jsonb ? $1::text /* $2 ? */ FROM (SELECT 1 AS \"$1\") x -- $3",
                        "a")))
                .containsExactly("$1 ?", "1", " $1 ?", "'$1", "t");
    }

    @Test
    void values_are_the_servers_text_also_when_the_statement_is_prepared_on_the_server() {
        String sql = """
                SELECT $1::int > 0, 1e20::float8, 0.1::float4, '2024-01-01 00:00:00+00'::timestamptz AT TIME ZONE 'UTC', '\\x00ff'::bytea,
                    1.10::numeric, ARRAY[true, NULL], 12::bigint, '1 day 02:00'::interval""";
        List<@Nullable String> first = values(session.query(sql, "1"));
        assertThat(first)
                .containsExactly(
                        "t",
                        "1e+20",
                        "0.1",
                        "2024-01-01 00:00:00",
                        "\\x00ff",
                        "1.10",
                        "{t,NULL}",
                        "12",
                        "1 day 02:00:00");
        for (int i = 0; i < 10; i++) {
            assertThat(values(session.query(sql, "1"))).isEqualTo(first);
        }
        assertThat(session.query("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%1e20%'")
                        .single()
                        .number(0))
                .isEqualTo(1);
    }

    @Test
    void errors_keep_their_fields() {
        assertThatThrownBy(() -> session.query(
                        "DO $$ BEGIN RAISE EXCEPTION 'm' USING ERRCODE = '22012', DETAIL = 'd', HINT = 'h'; END $$"))
                .isInstanceOfSatisfying(SqlError.class, e -> {
                    assertThat(e.origin()).isEqualTo(SqlError.Origin.SERVER);
                    assertThat(e.sqlState()).isEqualTo("22012");
                    assertThat(e.message()).isEqualTo("m");
                    assertThat(e.detail()).isEqualTo("d");
                    assertThat(e.hint()).isEqualTo("h");
                    assertThat(e.context()).startsWith("PL/pgSQL function");
                });
    }

    @Test
    void positions_are_those_in_the_text_with_dollar_parameters() {
        String sql = "SELECT 'ä', $10::int, $1::text, $9::int, nothing";
        String[] parameters = {"a", "b", "c", "d", "e", "f", "g", "h", "9", "10"};
        assertThatThrownBy(() -> session.query(sql, parameters))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.position()).isEqualTo(sql.indexOf("nothing") + 1));
    }

    @Test
    void an_error_in_a_function_names_the_statement_that_it_is_in() {
        session.query("""
                CREATE FUNCTION pg_temp.f() RETURNS void LANGUAGE plpgsql AS $$
                BEGIN EXECUTE 'SELECT nothing'; END $$""");
        assertThatThrownBy(() -> session.query("SELECT pg_temp.f()"))
                .isInstanceOfSatisfying(
                        SqlError.class,
                        e -> assertThat(e.internalQuery()).isEqualTo(new SqlError.InternalQuery("SELECT nothing", 8)));
    }

    @Test
    void a_missing_parameter_value_is_a_mistake_of_the_caller() {
        assertThatThrownBy(() -> session.query("SELECT $1, $2", "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_broken_connection_is_an_error_with_its_state() throws SQLException {
        connection.close();
        assertThatThrownBy(() -> session.query("SELECT 1"))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("08003"));
    }

    @Test
    void notices_reach_the_owner() {
        session.raise(Notice.notice("hello"));
        assertThat(notices).containsExactly(Notice.notice("hello"));
        assertThat(session.scope()).isEqualTo(SqlSession.Scope.TRANSACTION_BLOCK);
    }
}
