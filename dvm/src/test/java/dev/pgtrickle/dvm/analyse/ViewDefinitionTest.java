package dev.pgtrickle.dvm.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewDefinitionTest {

    private interface Check {
        void of(QueryAnalyser analyser, Connection connection) throws Exception;
    }

    private static void with(PostgresVersion version, String setup, Check check) throws Exception {
        try (Database database = CorpusDatabase.create(version);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(setup);
            check.of(
                    new QueryAnalyser(new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, notice -> {})),
                    connection);
        }
    }

    private static long oid(Connection connection, String relation) throws Exception {
        return Long.parseLong(Database.rows(connection, "SELECT '" + relation + "'::regclass::oid")
                .getFirst());
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void a_view_is_its_definition_and_not_expanded(PostgresVersion version) throws Exception {
        with(version, "SET search_path = ''", (analyser, connection) -> {
            CanonicalQuery view = analyser.viewDefinition(oid(connection, "app.v2"));
            assertThat(view).isInstanceOfSatisfying(CanonicalQuery.Proven.class, proven -> {
                assertThat(proven.path()).isEqualTo(SearchPath.SYSTEM);
                assertThat(proven.text()).startsWith("SELECT v1.id, v1.k, v1.a1, t2.b\nFROM (app.v1\n");
                assertThat(proven.columns())
                        .extracting(column -> column.uniqueName().name())
                        .containsExactly("id", "k", "a1", "b");
                assertThat(proven.tree().relations()).hasSize(2);
            });
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void columns_that_were_renamed_and_literals_of_all_sorts_are_reproduced(PostgresVersion version) throws Exception {
        String setup = """
                SET TimeZone = 'Asia/Tokyo';
                CREATE VIEW app.odd ("A", b, c, d) AS SELECT id, 'x', '2024-01-01 00:00'::timestamptz, '1-2'::interval FROM app.t1;
                ALTER VIEW app.odd RENAME COLUMN b TO "B b";""";
        with(version, setup, (analyser, connection) -> {
            CanonicalQuery view = analyser.viewDefinition(oid(connection, "app.odd"));
            assertThat(view).isInstanceOf(CanonicalQuery.Proven.class);
            assertThat(view.text()).contains("'2023-12-31 15:00:00+00'::timestamp with time zone AS c");
            assertThat(view.columns())
                    .extracting(column -> column.name().name())
                    .containsExactly("A", "B b", "c", "d");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void a_path_is_found_that_reproduces_the_views_operators(PostgresVersion version) throws Exception {
        String setup = """
                SET search_path = app, ext;
                CREATE VIEW app.same AS SELECT x.id FROM cit x JOIN cit y USING (e);
                SET search_path = public;""";
        with(version, setup, (analyser, connection) -> {
            CanonicalQuery view = analyser.viewDefinition(oid(connection, "app.same"));
            assertThat(view).isInstanceOf(CanonicalQuery.Proven.class);
            assertThat(view.path().setting()).isEqualTo("ext, pg_catalog, pg_temp");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void a_view_that_cannot_be_printed_is_not_proven(PostgresVersion version) throws Exception {
        String setup = "CREATE VIEW app.bad AS SELECT row_to_json(s) AS j FROM (SELECT 1, 2) s";
        with(version, setup, (analyser, connection) -> {
            CanonicalQuery view = analyser.viewDefinition(oid(connection, "app.bad"));
            assertThat(view).isInstanceOfSatisfying(CanonicalQuery.Unproven.class, unproven -> {
                assertThat(unproven.reason()).contains("column names");
                assertThat(unproven.columns())
                        .extracting(OutputColumn::typeName)
                        .containsExactly("json");
            });
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"V18"})
    void what_is_no_view_is_refused(PostgresVersion version) throws Exception {
        with(version, "CREATE MATERIALIZED VIEW app.mv AS SELECT 1", (analyser, connection) -> {
            for (String relation : new String[] {"app.t1", "app.mv"}) {
                long oid = oid(connection, relation);
                assertThatThrownBy(() -> analyser.viewDefinition(oid))
                        .isInstanceOfSatisfying(
                                SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("42809"));
            }
        });
    }
}
