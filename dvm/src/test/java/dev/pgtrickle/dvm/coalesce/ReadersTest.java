package dev.pgtrickle.dvm.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statements may read a stream table, and which cannot. */
@ExtendWith(DatabaseExtension.class)
class ReadersTest {

    private static final Readers READERS =
            new Readers(List.of(7L, 12L), Set.of("totals", "over totals", "my_function"), Set.of("audited"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM orders | NOTHING",
                "INSERT INTO orders VALUES (1, 'totals') -- totals | NOTHING",
                "SELECT * FROM Totals | APPLY",
                "TABLE totals | APPLY",
                "(SELECT 1 FROM orders) UNION (SELECT n FROM x.totals) | APPLY",
                "SELECT * FROM \"over totals\" | APPLY",
                "SELECT 1 AS \"TOTALS\" | APPLY",
                "SELECT * FROM U&\"t\\006ftals\" | STOP",
                "WITH w AS (DELETE FROM orders RETURNING *) SELECT my_function(w.id) FROM w | APPLY",
                "SELECT query_to_xml('SELECT * FROM t', true, true, '') | APPLY",
                "INSERT INTO audited VALUES (1) | STOP",
                "COPY orders FROM STDIN | NOTHING",
                "COPY totals TO STDOUT | APPLY",
                "CALL p() | APPLY_ALWAYS",
                "DO 'BEGIN END' | APPLY_ALWAYS",
                "EXPLAIN ANALYZE SELECT 1 | APPLY",
                "EXECUTE prepared | APPLY",
                "DECLARE c CURSOR FOR SELECT 1 | APPLY",
                "CREATE TABLE x () | APPLY_ALWAYS",
                "DROP TABLE orders CASCADE | APPLY_ALWAYS",
                "COMMIT | NOTHING",
                "SAVEPOINT totals | NOTHING",
                "ROLLBACK TO totals | NOTHING",
                "SET search_path = totals | NOTHING",
                "FETCH 10 FROM c | NOTHING",
                "/* only this */ | NOTHING",
                "SELECT 1; SELECT * FROM totals | APPLY",
                "COMMIT; DROP TABLE orders | APPLY_ALWAYS",
                "SELECT 'not closed | STOP",
            })
    void a_text_is_looked_through_for_names(String sql, Need need) {
        assertThat(READERS.needOf(sql)).isEqualTo(need);
        assertThat(READERS.needOf(sql + ";")).isEqualTo(need);
    }

    @Test
    void the_setting_names_the_stream_tables() {
        assertThat(READERS.setting()).isEqualTo("proxied,7,12,");
    }

    @Test
    void the_catalog_knows_what_reads_a_stream_table_and_what_may_set_off_anything(Database database) throws Exception {
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            Lab.open(
                    s,
                    List.of(
                            "CREATE TABLE parent (k int PRIMARY KEY)",
                            "CREATE TABLE child (k int REFERENCES parent ON DELETE CASCADE)",
                            "CREATE TABLE plain (k int, v int)",
                            "CREATE TABLE ruled (k int)",
                            "CREATE FUNCTION noisy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                            "CREATE TRIGGER noisy AFTER INSERT ON child FOR EACH ROW EXECUTE FUNCTION noisy()",
                            "CREATE RULE r AS ON INSERT TO ruled DO ALSO NOTHING",
                            "CREATE VIEW children AS SELECT k FROM child"));
            JdbcSession session = new JdbcSession(s.connection(), Scope.OWN_TRANSACTION, notice -> {});
            s.run("CREATE STREAM TABLE appended WITH (mode = IMMEDIATE) AS SELECT k, count(*) FROM plain GROUP BY k");
            s.run("CREATE STREAM TABLE later WITH (mode = DIFFERENTIAL) AS SELECT k, v FROM plain");
            s.run("CREATE STREAM TABLE turns WITH (mode = IMMEDIATE, immediate = statement) AS SELECT k, v FROM plain");
            assertThat(Readers.of(session).isEmpty()).as("nothing is ever kept").isTrue();

            s.run("CREATE STREAM TABLE kept WITH (mode = IMMEDIATE) AS SELECT k, max(v) AS m FROM plain GROUP BY k");
            s.run("CREATE VIEW \"Over Kept\" AS SELECT * FROM kept");
            s.run("CREATE MATERIALIZED VIEW twice AS SELECT * FROM \"Over Kept\"");
            Readers readers = Readers.of(session);
            assertThat(readers.streamTables())
                    .extracting(String::valueOf)
                    .containsExactlyElementsOf(
                            s.rows("SELECT pgt_id FROM pgtrickle.stream_table WHERE view_relid = 'kept'::regclass"));
            assertThat(readers.reading())
                    .contains("kept", "over kept", "twice", "turns", "noisy")
                    .doesNotContain("plain", "later", "appended");
            assertThat(readers.firing())
                    .contains("child", "children", "parent", "ruled")
                    .doesNotContain("plain", "kept");
        }
    }
}
