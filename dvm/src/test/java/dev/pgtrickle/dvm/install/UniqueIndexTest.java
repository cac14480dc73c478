package dev.pgtrickle.dvm.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.refresh.RefreshResult;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A unique index that a user made on a stream table is no obstacle as long as the contents are unique. */
@ExtendWith(DatabaseExtension.class)
class UniqueIndexTest {

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(s, List.of());
        s.run("CREATE TABLE t (id int PRIMARY KEY, name text, v int)");
        s.run("INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2)");
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private RefreshResult refresh() throws SQLException {
        return engine.refresh("lab.st");
    }

    private void assertExact(String query) throws SQLException {
        Oracle.assertEqualsQuery(s.connection(), "st", query, Equality.EXACT, "unique index");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // One row for each shape of storage: keyed rows, counted rows, groups.
                "SELECT id, name FROM t|name",
                "SELECT name, v % 1 AS zero FROM t|name",
                "SELECT name, id, count(*) AS c FROM t GROUP BY name, id|name"
            })
    void rows_leave_before_others_take_their_place(String query, String column) throws Exception {
        for (String mode : new String[] {"IMMEDIATE", "DIFFERENTIAL", "FULL"}) {
            s.run("CREATE STREAM TABLE st WITH (mode = " + mode + ", immediate = statement, schedule = manual) AS "
                    + query);
            s.run("CREATE UNIQUE INDEX ON st (" + column + ")");
            for (int cycle = 0; cycle < 5; cycle++) {
                s.connection().setAutoCommit(false);
                s.run("UPDATE t SET id = id + 10");
                s.run("DELETE FROM t WHERE name = 'two'");
                s.run("INSERT INTO t SELECT 2 + 100 * max(id), 'two', 2 FROM t");
                s.connection().commit();
                s.connection().setAutoCommit(true);
                RefreshResult result = refresh();
                assertThat(result.action())
                        .isEqualTo(
                                switch (mode) {
                                    case "IMMEDIATE" -> Action.NO_DATA;
                                    case "DIFFERENTIAL" -> Action.DIFFERENTIAL;
                                    default -> Action.FULL;
                                });
                assertExact(query);
            }
            s.run("DROP STREAM TABLE st");
        }
    }

    @Test
    void rows_that_swap_unique_values_are_written_afresh_and_it_is_said() throws Exception {
        String query = "SELECT id, name FROM t";
        s.run("CREATE STREAM TABLE st WITH (mode = DIFFERENTIAL, schedule = manual) AS " + query);
        s.run("CREATE UNIQUE INDEX ON st (name)");
        s.run("UPDATE t SET name = CASE name WHEN 'one' THEN 'two' ELSE 'one' END");
        RefreshResult result = refresh();
        assertThat(result.action()).isEqualTo(Action.REINITIALIZE);
        assertThat(result.reason()).isEqualTo("a unique index refused the changed rows one by one");
        assertExact(query);
        s.run("INSERT INTO t VALUES (3, 'three', 3)");
        assertThat(refresh().action()).isEqualTo(Action.DIFFERENTIAL);
        assertExact(query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT v, count(*) AS n, sum(id) AS s FROM t GROUP BY v|v",
                "SELECT v, count(*) AS n, sum(id) AS s FROM t GROUP BY v|s DESC, v DESC",
                "SELECT v + 1 AS w, count(*) AS n, sum(id) AS s FROM t GROUP BY v + 1|w) WHERE (s > 0",
                "SELECT sum(id) AS s FROM t|s"
            })
    void where_writers_append_the_columns_of_the_groups_are_unique_anyway(String query, String columns)
            throws Exception {
        s.run("CREATE STREAM TABLE st WITH (mode = IMMEDIATE) AS " + query);
        s.run("CREATE UNIQUE INDEX ON st (" + columns + ")");
        for (int cycle = 0; cycle < 3; cycle++) {
            s.run("INSERT INTO t SELECT max(id) + i, 'more', i % 2 FROM t, generate_series(1, 4) i GROUP BY i");
            s.run("UPDATE t SET v = v + 1");
            s.run("SELECT pgtrickle._fold(pgt_id) FROM pgtrickle.stream_table");
            s.run("DELETE FROM t WHERE id % 3 = 0");
            assertExact(query);
            s.run("SELECT pgtrickle._fold(pgt_id) FROM pgtrickle.stream_table");
            assertExact(query);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT v, count(*) AS n, sum(id) AS s FROM t GROUP BY v|s",
                "SELECT v, name, sum(id) AS s FROM t GROUP BY v, name|v, s",
                "SELECT v AS w, name AS v, sum(id) AS s FROM t GROUP BY t.v, name|v",
                "SELECT name, sum(id) AS s FROM t GROUP BY name|lower(name)",
                "SELECT name, sum(id) AS s FROM t GROUP BY name|name COLLATE \"C\"",
                "SELECT count(*) AS n, sum(id) AS s FROM t GROUP BY v|n, s"
            })
    void where_writers_append_others_are_refused_until_they_take_turns(String query, String columns) throws Exception {
        s.run("CREATE STREAM TABLE st WITH (mode = IMMEDIATE) AS " + query);
        String index = "CREATE UNIQUE INDEX own ON lab.st (" + columns + ")";
        assertThatThrownBy(() -> s.run(index))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining(
                        "cannot create a unique index on stream table lab.st without all columns of its groups")
                .extracting(e -> ((SqlError) e).sqlState())
                .isEqualTo("0A000");
        assertThat(s.rows("SHOW search_path")).containsExactly("lab");
        s.run("CREATE INDEX ON st (" + columns + ")");
        s.run("ALTER MATERIALIZED VIEW st SET (pgtrickle.immediate = 'statement')");
        s.run(index);
        assertExact(query);
        assertThatThrownBy(() -> s.run("ALTER MATERIALIZED VIEW st SET (pgtrickle.immediate = 'auto')"))
                .hasMessageContaining(
                        "cannot append because unique index \"own\" is without some columns of its groups");
        s.run("INSERT INTO t VALUES (3, 'three', 3)");
        assertExact(query);
        s.run("DROP INDEX pgtrickle_store.own");
        s.run("ALTER MATERIALIZED VIEW st SET (pgtrickle.immediate = 'auto')");
        assertExact(query);
    }

    @Test
    void contents_that_are_not_unique_fail_the_refresh_and_lose_nothing() throws Exception {
        String query = "SELECT id, name FROM t";
        s.run("CREATE STREAM TABLE st WITH (mode = DIFFERENTIAL, schedule = manual) AS " + query);
        s.run("CREATE UNIQUE INDEX ON st (name)");
        s.run("INSERT INTO t VALUES (3, 'one', 3)");
        assertThatThrownBy(this::refresh).hasMessageContaining("duplicate key value violates unique constraint");
        s.run("UPDATE t SET name = 'three' WHERE id = 3");
        assertThat(refresh().action()).isEqualTo(Action.REINITIALIZE);
        assertExact(query);
    }
}
