package dev.pgtrickle.dvm.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.syntax.ParserLimits;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryAnalyserTest {

    private final Database database;
    private Connection connection;
    private QueryAnalyser analyser;

    QueryAnalyserTest() throws Exception {
        database = CorpusDatabase.create(PostgresVersion.newest());
        connection = database.connect();
        analyser = analyser(connection);
    }

    private static QueryAnalyser analyser(Connection connection) {
        return new QueryAnalyser(new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, notice -> {}));
    }

    @BeforeEach
    void connect() throws SQLException {
        connection = database.connect();
        analyser = analyser(connection);
        CorpusDatabase.setPath(connection, "app, public");
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @AfterAll
    void dropDatabase() throws SQLException {
        database.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private CanonicalQuery.Proven proven(String sql) {
        return switch (analyser.analyse(sql)) {
            case CanonicalQuery.Proven proven -> proven;
            case CanonicalQuery.Unproven unproven -> throw new AssertionError(unproven.reason());
        };
    }

    @Test
    void a_query_is_printed_with_everything_qualified() {
        CanonicalQuery.Proven query = proven("SELECT a, b FROM t1 WHERE a BETWEEN 1 AND 3 AND full_name(NULL) IS NULL");
        assertThat(query.path()).isEqualTo(SearchPath.SYSTEM);
        assertThat(query.text()).isEqualTo("""
                        SELECT t1.a, t1.b
                        FROM app.t1
                        WHERE (((t1.a >= 1) AND (t1.a <= 3)) AND (app.full_name(NULL::app.people) IS NULL))""");
        assertThat(query.tree().relations()).hasSize(1);
    }

    @Test
    void columns_have_types_also_those_that_no_table_could_have() {
        assertThat(proven("""
                                SELECT id, n AS "Price", n * 2 AS n, ROW(1, 2) AS r, 'x' AS u, b COLLATE "C" AS id, m, pi, ads, 1 AS id_1,
                                    (SELECT most_common_vals FROM pg_stats LIMIT 1) AS v, "Mixed Case"::varchar(7) AS c
                                FROM t1 JOIN people USING (id) JOIN "Odd Schema"."Odd Table" ON "select" = id""").columns())
                .extracting(c -> c.name().name() + "|" + c.uniqueName().name() + "|" + c.typeName())
                .containsExactly(
                        "id|id|integer",
                        "Price|Price|numeric(10,2)",
                        "n|n|numeric",
                        "r|r|record",
                        "u|u|text",
                        "id|id_2|text",
                        "m|m|app.mood",
                        "pi|pi|app.posint",
                        "ads|ads|app.addr[]",
                        "id_1|id_1|integer",
                        "v|v|anyarray",
                        "c|c|character varying(7)");
        OutputColumn price =
                proven("SELECT n, b COLLATE \"C\" FROM t1").columns().getFirst();
        assertThat(price.type()).isEqualTo(1700);
        assertThat(price.typmod()).isEqualTo(((10 << 16) | 2) + 4);
        assertThat(price.collation()).isZero();
        assertThat(proven("SELECT b COLLATE \"C\" FROM t1").columns().getFirst().collation())
                .isEqualTo(950);
        assertThat(proven("SELECT FROM t1").columns()).isEmpty();
    }

    @Test
    void a_long_name_that_occurs_twice_is_cut_for_its_number() {
        String name = "ä".repeat(31);
        assertThat(proven("SELECT 1 AS " + name + ", 2 AS " + name).columns())
                .extracting(column -> column.uniqueName().name())
                .containsExactly(name, "ä".repeat(30) + "_1");
    }

    @Test
    void literals_are_read_with_the_sessions_settings_and_printed_independently_of_them() throws SQLException {
        try (Connection odd = DriverManager.getConnection(database.jdbcUrl()
                + "&options=-c%20IntervalStyle=sql_standard%20-c%20bytea_output=escape%20-c%20search_path=app"
                + "%20-c%20quote_all_identifiers=on%20-c%20extra_float_digits=-3")) {
            try (Statement statement = odd.createStatement()) {
                statement.execute("SET TimeZone = 'Asia/Tokyo'");
            }
            CanonicalQuery query = analyser(odd)
                    .analyse(
                            "SELECT '2024-01-01 00:00'::timestamptz AS t, '-1 1:00'::interval AS i, '\\xff'::bytea AS x, 0.1::float8 + f AS f FROM t1");
            assertThat(query).isInstanceOf(CanonicalQuery.Proven.class);
            assertThat(query.text())
                    .startsWith(
                            "SELECT '2023-12-31 15:00:00+00'::timestamp with time zone AS t, '-1 days -01:00:00'::interval AS i, '\\xff'::bytea AS x");
            try (ResultSet settings = odd.createStatement()
                    .executeQuery("SELECT current_setting('TimeZone'), current_setting('bytea_output')")) {
                settings.next();
                assertThat(settings.getString(1)).isEqualTo("Asia/Tokyo");
                assertThat(settings.getString(2)).isEqualTo("escape");
            }
        }
    }

    @Test
    void the_path_of_the_definition_is_used_where_the_meaning_needs_it() throws SQLException {
        CorpusDatabase.setPath(connection, "\"$user\", app, missing, ext");
        CanonicalQuery.Proven query = proven("SELECT x.id FROM cit x JOIN cit y USING (e)");
        assertThat(query.path())
                .isEqualTo(new SearchPath(
                        List.of(new Identifier("app"), new Identifier("ext"), new Identifier("pg_temp"))));
        assertThat(query.text()).contains("FROM (cit x\n");
    }

    @Test
    void what_postgresql_cannot_print_is_not_proven_and_the_reason_is_told() {
        String sql = "SELECT s FROM (SELECT 1, 2) s;";
        assertThat(analyser.analyse(sql)).isInstanceOfSatisfying(CanonicalQuery.Unproven.class, query -> {
            assertThat(query.reason()).contains("means something else").contains("column names: ?column?, ?column?");
            assertThat(query.text()).isEqualTo("SELECT s FROM (SELECT 1, 2) s");
            assertThat(query.columns()).extracting(OutputColumn::typeName).containsExactly("record");
            assertThat(query.path().setting()).isEqualTo("app, public, pg_temp");
        });
    }

    @Test
    void a_query_that_nests_too_deeply_is_not_proven() {
        QueryAnalyser strict = new QueryAnalyser(
                new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, notice -> {}), new ParserLimits(3, 10));
        assertThat(strict.analyse("SELECT (SELECT (SELECT 1))"))
                .isInstanceOfSatisfying(
                        CanonicalQuery.Unproven.class,
                        query -> assertThat(query.reason())
                                .isEqualTo("query is nested too deeply: It has more than 3 levels of nested queries."));
    }

    @Test
    void aliases_that_look_like_ours_do_no_harm() {
        assertThat(proven("SELECT pgt_1.id, pgt_2.id FROM t1 pgt_2, t2 pgt_1, (SELECT 'pgt__') pgt__1")
                        .query())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "SELECT nothing FROM t1 ~ 42703 ~ nothing ~ column \"nothing\" does not exist",
                "SELECT 'ä😀', nothing FROM t1 ~ 42703 ~ nothing ~ column \"nothing\" does not exist",
                "SELECT id FROM missing ~ 42P01 ~ missing ~ relation \"missing\" does not exist",
                "SELECT id FRM t1 ~ 42601 ~ t1 ~ syntax error at or near \"t1\"",
                "SELECT id FROM t1 WHERE ~ 42601 ~ `` ~ syntax error at end of input",
                "SELECT id FROM t1 WHERE -- comment ~ 42601 ~ `` ~ syntax error at end of input",
                "`` ~ 42601 ~ `` ~ syntax error at end of input",
                "SELECT sum(a), k FROM t1 ~ 42803 ~ k FROM ~ column \"t1.k\" must appear in the GROUP BY clause or be used in an aggregate function",
                "SELECT 'x'::int ~ 22P02 ~ 'x' ~ invalid input syntax for type integer: \"x\"",
                "SELECT $1 ~ 42P02 ~ $1 ~ there is no parameter $1",
                "DELETE FROM t1 ~ 42601 ~ FROM ~ syntax error at or near \"FROM\"",
                "WITH d AS (DELETE FROM t1 RETURNING *) SELECT * FROM d ~ 0A000 ~ d AS ~ WITH clause containing a data-modifying statement must be at the top level",
                "SELECT 1 INTO x ~ 42601 ~ x ~ SELECT ... INTO is not allowed here",
                "SELECT id) FROM t1 ~ 42601 ~ ) FROM ~ syntax error at or near \")\"",
                "SELECT 1) __ivm; DELETE FROM t1; SELECT FROM (SELECT 1 ~ 42601 ~ ) __ivm ~ syntax error at or near \")\"",
                "SELECT (id FROM t1 ~ 42601 ~ `` ~ syntax error at end of input",
                "SELECT 1; SELECT 2 ~ 42601 ~ SELECT 2 ~ cannot use more than one statement as a query",
                "SELECT 'abc ~ 42601 ~ `` ~ syntax error at end of input",
            })
    void errors_are_the_servers_and_point_into_the_users_text(String sql, String state, String at, String message) {
        assertThatThrownBy(() -> analyser.analyse(sql)).isInstanceOfSatisfying(SqlError.class, e -> {
            assertThat(e.message()).isEqualTo(message);
            assertThat(e.sqlState()).isEqualTo(state);
            int offset = at.isEmpty() ? sql.length() : sql.indexOf(at);
            assertThat(e.position()).isEqualTo(sql.codePointCount(0, offset) + 1);
            assertThat(e.context()).isNull();
        });
    }

    @Test
    void hints_and_details_of_the_server_come_through() {
        assertThatThrownBy(() -> analyser.analyse("SELECT t1.idd FROM t1"))
                .isInstanceOfSatisfying(SqlError.class, e -> {
                    assertThat(e.hint()).isEqualTo("Perhaps you meant to reference the column \"t1.id\".");
                    assertThat(e.origin()).isEqualTo(SqlError.Origin.SERVER);
                });
    }

    @Test
    void nothing_remains_of_an_analysis() throws SQLException {
        String state = """
                SELECT (SELECT count(*) FROM pg_class WHERE relname LIKE '%pgt%'), (SELECT count(*) FROM pg_class),
                    current_setting('search_path'), current_setting('DateStyle'), current_setting('xmloption')""";
        List<String> before = Database.rows(connection, state);
        proven("SELECT id FROM t1 JOIN t2 USING (id)");
        assertThat(Database.rows(connection, state)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void works_within_a_transaction_and_sees_its_changes(String isolation) throws SQLException {
        connection.setAutoCommit(false);
        execute("SET TRANSACTION ISOLATION LEVEL " + isolation);
        execute("CREATE TABLE fresh (x int)");
        execute("SAVEPOINT s");
        assertThat(proven("SELECT x FROM fresh").columns()).hasSize(1);
        execute("RELEASE SAVEPOINT s");
        connection.rollback();
        assertThatThrownBy(() -> analyser.analyse("SELECT x FROM fresh")).isInstanceOf(SqlError.class);
    }

    @Test
    void a_failed_proof_does_not_abort_the_transaction_but_an_error_in_the_query_does() throws SQLException {
        connection.setAutoCommit(false);
        assertThat(analyser.analyse("SELECT v FROM (SELECT FROM t1) n, LATERAL (VALUES (n.*)) v"))
                .isInstanceOf(CanonicalQuery.Unproven.class);
        execute("SELECT 1");
        assertThatThrownBy(() -> analyser.analyse("SELECT nothing")).isInstanceOf(SqlError.class);
        assertThatThrownBy(() -> execute("SELECT 1"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("aborted");
    }

    @Test
    void works_in_an_implicit_transaction_block_where_no_savepoint_is_allowed() throws SQLException {
        try (Connection simple =
                        DriverManager.getConnection(database.jdbcUrl() + "&preferQueryMode=simple&currentSchema=app");
                Statement statement = simple.createStatement()) {
            statement.execute("""
                    CREATE TABLE block_test (x int);
                    SELECT tree FROM pgtrickle._analyse(ARRAY['SELECT x FROM block_test'], ARRAY[NULL], current_setting('search_path'), 'for its path');
                    DROP TABLE block_test""");
            assertThat(statement.getMoreResults()).isTrue();
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                assertThat(result.getString(1)).startsWith("({QUERY");
            }
        }
    }

    @Test
    void a_read_only_transaction_is_refused_by_the_server() throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        assertThatThrownBy(() -> analyser.analyse("SELECT 1"))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("25006"));
    }

    @Test
    void needs_no_more_rights_than_the_author_of_the_query_has() throws SQLException {
        execute("CREATE ROLE author");
        execute("GRANT USAGE ON SCHEMA pgtrickle, app TO author");
        execute("SET ROLE author");
        assertThat(proven("SELECT id FROM t1 JOIN t2 USING (id)").columns()).hasSize(1);
        assertThatThrownBy(() -> analyser.analyse("SELECT e FROM ext.cit"))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
        execute("RESET ROLE");
        execute("REVOKE TEMPORARY ON DATABASE " + database.name() + " FROM PUBLIC");
        execute("SET ROLE author");
        assertThatThrownBy(() -> analyser.analyse("SELECT 1"))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
        execute("RESET ROLE");
        execute("GRANT TEMPORARY ON DATABASE " + database.name() + " TO PUBLIC");
        execute("DROP OWNED BY author");
        execute("DROP ROLE author");
    }

    @Test
    void several_texts_are_analysed_in_one_call_and_an_error_in_one_leaves_the_others_alone() throws SQLException {
        List<String> rows = Database.rows(connection, """
                SELECT path, canonical IS NULL, tree IS NULL, types, error_state, error_message FROM pgtrickle._analyse(
                    ARRAY['SELECT id FROM app.t1', 'SELECT nothing', 'SELECT a FROM t1'], ARRAY['', 'app', 'app, public'], '', 'for its path')""");
        assertThat(rows)
                .containsExactly(
                        "pg_temp|f|f|{integer}|<null>|<null>",
                        "app, pg_temp|t|t|<null>|42703|column \"nothing\" does not exist",
                        "app, public, pg_temp|f|f|{integer}|<null>|<null>");
    }

    @Test
    void a_temporary_table_does_not_hide_a_table_from_the_proof() throws SQLException {
        execute("CREATE TEMP TABLE pg_class (relname text)");
        CanonicalQuery.Proven query = proven("SELECT c.relname, d.relname FROM pg_catalog.pg_class c, pg_class d");
        assertThat(query.tree().relationOids()).hasSize(2);
        assertThat(query.text()).contains("FROM pg_class c, pg_temp");
    }
}
