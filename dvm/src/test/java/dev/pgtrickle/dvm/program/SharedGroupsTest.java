package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which queries' groups transactions may change at the same time. */
@ExtendWith(DatabaseExtension.class)
class SharedGroupsTest {

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE a (i int, j int, n numeric, t text, p point, f float8)");
        s.run("CREATE TABLE b (i int, j int, t text COLLATE \"C\")");
        s.run("CREATE TABLE c (i int, j int)");
        s.run("CREATE TABLE parts (i int, j int) PARTITION BY LIST (i)");
        s.run("CREATE TABLE part PARTITION OF parts DEFAULT");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private boolean isShared(String query, String use) throws SQLException {
        s.run("CREATE STREAM TABLE st WITH (mode = IMMEDIATE, immediate = " + use + ") AS " + query);
        boolean shared = s.rows("SELECT value FROM pgtrickle.explain_st('st') WHERE property = 'layout'")
                .getFirst()
                .contains("at COMMIT only those that changed different sources");
        boolean unique = s.rows(
                        "SELECT count(*) FROM pg_index i JOIN pgtrickle.stream_table t ON t.storage_relid = i.indrelid"
                                + " WHERE i.indisunique AND t.view_relid = 'st'::regclass")
                .equals(List.of("1"));
        assertThat(unique).as("the index that tells new groups apart").isEqualTo(shared);
        assertThat(
                        s.rows(
                                "SELECT DISTINCT 1 FROM pg_class WHERE relnamespace = 'pgtrickle_store'::regnamespace AND relname ~ '^(room|marks)_'"))
                .as("rooms")
                .hasSize(shared ? 1 : 0);
        s.run("DROP STREAM TABLE st");
        return shared;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a.t, count(*) AS n, sum(a.j) AS s FROM a JOIN b USING (i) GROUP BY a.t",
                "SELECT a.t, b.j, avg(c.j) AS s FROM a, b, c WHERE a.i = b.i AND b.j < c.j GROUP BY a.t, b.j HAVING count(*) > 1",
                "SELECT i % 10 AS k, count(j) FILTER (WHERE j > 1) AS n FROM a GROUP BY 1",
                "SELECT x.k, sum(c.j) AS s FROM (SELECT i + 1 AS k FROM a WHERE j > 0) x JOIN c ON c.i = x.k GROUP BY x.k"
            })
    void sums_over_inner_joins_of_different_tables(String query) throws Exception {
        assertThat(isShared(query, "commit")).isTrue();
        assertThat(isShared(query, "statement"))
                .as("whose writers never apply at COMMIT")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a change meets changes of the same table
                "SELECT x.t, count(*) AS n FROM a x JOIN a y ON x.i = y.i GROUP BY x.t",
                // whether there is another partner depends on what others do
                "SELECT a.t, count(*) AS n FROM a LEFT JOIN b USING (i) GROUP BY a.t",
                "SELECT t, count(*) AS n FROM a WHERE EXISTS (SELECT FROM b WHERE b.i = a.i) GROUP BY t",
                // no sums, or of unknown scale or inexact
                "SELECT a.t, min(a.j) AS s FROM a JOIN b USING (i) GROUP BY a.t",
                "SELECT a.t, sum(a.f) AS s FROM a JOIN b USING (i) GROUP BY a.t",
                // a variable has no collation of its own
                "SELECT b.t, count(*) AS n FROM a JOIN b USING (i) GROUP BY b.t",
                // no groups
                "SELECT count(*) AS n FROM a JOIN b USING (i)",
                "SELECT a.t, b.j FROM a JOIN b USING (i)",
                // partitions come and go
                "SELECT p.j, count(*) AS n FROM parts p JOIN b USING (i) GROUP BY p.j",
                // of a part
                "SELECT x.n, count(*) AS m FROM (SELECT i, count(*) AS n FROM a GROUP BY i) x JOIN b USING (i) GROUP BY x.n"
            })
    void others_take_turns(String query) throws Exception {
        assertThat(isShared(query, "commit")).isFalse();
    }
}
