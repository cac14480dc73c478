package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What random queries and changes found, cut down: each case once went wrong. */
@ExtendWith(DatabaseExtension.class)
class FoundByFuzzingTest {

    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        s = EngineFixture.in(database).session();
        Lab.open(s, List.of());
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    private void create(String query) throws Exception {
        s.run("CREATE MATERIALIZED VIEW im WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS " + query);
        s.run(
                "CREATE MATERIALIZED VIEW di WITH (pgtrickle.stream, pgtrickle.mode = 'DIFFERENTIAL', pgtrickle.schedule = 'manual') AS "
                        + query);
    }

    private void change(String... statements) throws Exception {
        for (String statement : statements) {
            s.run(statement);
        }
        s.run("REFRESH MATERIALIZED VIEW di");
    }

    private void assertEqual(String query, Equality equality) throws Exception {
        Oracle.assertEqualsQuery(s.connection(), "im", query, equality, "IMMEDIATE");
        Oracle.assertEqualsQuery(s.connection(), "di", query, equality, "DIFFERENTIAL");
    }

    @Test
    void values_of_several_windows_stay_together_for_rows_that_cannot_be_told_apart() throws Exception {
        s.run("CREATE TABLE r1 (a int, b bigint, d numeric(8,2))");
        s.run("INSERT INTO r1 VALUES (4, 1, 10.00), (NULL, 1, 0.50), (4, 1, 10.00), (NULL, 1, NULL)");
        create(
                "SELECT sum(d) OVER (PARTITION BY b ORDER BY a DESC NULLS LAST, d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s,"
                        + " row_number() OVER (PARTITION BY d ORDER BY a, b) AS n, lag(a) OVER (ORDER BY a DESC, d, b) AS l FROM r1");
        for (int i = 0; i < 4; i++) {
            change(
                    "INSERT INTO r1 SELECT * FROM r1 LIMIT 3",
                    "DELETE FROM r1 WHERE ctid IN (SELECT ctid FROM r1 LIMIT 1)");
            // Which of the equal rows has which pair of values is for the server to choose.
            for (String column : List.of("s", "n", "l")) {
                List<String> expected = s.rows(
                        "SELECT q." + column
                                + "::text FROM (SELECT sum(d) OVER (PARTITION BY b ORDER BY a DESC NULLS LAST, d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s,"
                                + " row_number() OVER (PARTITION BY d ORDER BY a, b) AS n, lag(a) OVER (ORDER BY a DESC, d, b) AS l FROM r1) q ORDER BY 1");
                assertThat(s.rows("SELECT " + column + "::text FROM im ORDER BY 1"))
                        .isEqualTo(expected);
                assertThat(s.rows("SELECT " + column + "::text FROM di ORDER BY 1"))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS a, NULL::text AS b",
                "VALUES (1, 'x'), (1, 'x'), (NULL, NULL)",
                "SELECT sum(v) AS s FROM (VALUES (1), (2), (3)) AS x (v)",
                "SELECT v % 2 AS k, count(*) AS n FROM generate_series(1, 5) AS g (v) GROUP BY v % 2",
                "SELECT 1 AS a WHERE false",
                "SELECT 1 AS a UNION ALL SELECT id FROM t UNION ALL (VALUES (7), (7))",
                "SELECT 1 AS a EXCEPT SELECT id FROM t",
                "SELECT v FROM (VALUES (2), (1), (3)) AS x (v) ORDER BY v LIMIT 2",
                "SELECT (SELECT max(id) FROM t) AS m"
            })
    void constants_are_maintained_by_doing_nothing(String query) throws Exception {
        s.run("CREATE TABLE t (id int PRIMARY KEY)");
        s.run("INSERT INTO t VALUES (1), (2)");
        create(query);
        assertEqual(query, Equality.EXACT);
        change("INSERT INTO t VALUES (3)", "DELETE FROM t WHERE id = 1");
        assertEqual(query, Equality.EXACT);
        s.run("REFRESH MATERIALIZED VIEW di");
        assertThat(s.rows(
                        "SELECT DISTINCT action FROM pgtrickle.pgt_refresh_history h JOIN pgtrickle.stream_table USING (pgt_id)"
                                + " WHERE view_relid = 'di'::regclass AND initiated_by = 'MANUAL'"))
                .isSubsetOf("DIFFERENTIAL", "NO_DATA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT DISTINCT ON (1) a AS x, a AS y, b FROM t ORDER BY 1, 2, 3",
                "SELECT a AS x, a AS y FROM t ORDER BY 1 DESC, 2 LIMIT 2",
                "SELECT a AS x, a AS y, count(*) FROM t GROUP BY 1, 2",
                "SELECT (SELECT max(k) FROM r) AS m, count(*) AS n FROM t GROUP BY (SELECT max(k) FROM r)",
                "SELECT (SELECT max(r.k) FROM r, t x WHERE x.a = r.k AND r.k <= t.a) AS m, sum(b) AS s FROM t GROUP BY 1",
                "SELECT count(*) AS n, max(b) AS m FROM t GROUP BY a, (SELECT count(*) FROM r WHERE r.k = t.b) HAVING count(*) > 0"
            })
    void references_of_sorted_and_grouped_columns_are_understood(String query) throws Exception {
        s.run("CREATE TABLE t (a int, b int)");
        s.run("CREATE TABLE r (k int)");
        s.run("INSERT INTO t VALUES (1, 1), (1, 2), (NULL, 1), (2, 2), (2, NULL), (1, 1)");
        s.run("INSERT INTO r VALUES (1), (2), (NULL)");
        create(query);
        assertEqual(query, Equality.EXACT);
        change("INSERT INTO t VALUES (3, 3), (1, 0)", "UPDATE r SET k = k + 1", "DELETE FROM t WHERE a = 2");
        assertEqual(query, Equality.EXACT);
        change("INSERT INTO r VALUES (1), (3)", "UPDATE t SET a = b");
        assertEqual(query, Equality.EXACT);
    }

    @Test
    void stored_parts_may_tell_values_apart_by_functions_that_are_only_stable() throws Exception {
        s.run("CREATE TABLE t (k int, v int[])");
        s.run("INSERT INTO t VALUES (1, '{1}'), (1, '{2}'), (2, NULL), (2, '{1}')");
        String query = "SELECT v FROM t EXCEPT ALL SELECT max(v) AS v FROM t GROUP BY k, array_append(v, k)";
        create(query);
        assertEqual(query, Equality.EXACT);
        change("INSERT INTO t VALUES (1, '{1}'), (1, '{1}')", "DELETE FROM t WHERE k = 2");
        assertEqual(query, Equality.EXACT);
    }

    @Test
    void a_lateral_subquery_may_read_the_same_rows_as_what_stands_beside_it() throws Exception {
        s.run("CREATE TABLE t (k int PRIMARY KEY, a int, b int)");
        s.run("INSERT INTO t VALUES (0, NULL, 1), (1, 2, 0), (2, 1, 1)");
        String query =
                "SELECT x.k, s.n, s.m FROM t x CROSS JOIN t y, LATERAL (SELECT count(*) AS n, max(h.b) AS m FROM (SELECT a, max(b) AS b FROM t WHERE k = y.k GROUP BY a) g"
                        + " LEFT JOIN LATERAL (SELECT g.b FROM t, (VALUES (0), (1)) AS v (n) WHERE v.n = x.k) h ON true WHERE g.a = x.k) s";
        create(query);
        assertEqual(query, Equality.EXACT);
        change("DELETE FROM t WHERE k = 0", "UPDATE t SET b = 3 WHERE k = 2");
        assertEqual(query, Equality.EXACT);
        change("INSERT INTO t VALUES (0, 1, 1), (3, 1, NULL), (4, NULL, 2)", "UPDATE t SET a = 0 WHERE k = 1");
        assertEqual(query, Equality.EXACT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS a FROM (SELECT k FROM t UNION ALL SELECT k FROM t) x, (SELECT k FROM t UNION ALL SELECT k FROM t) y, t",
                "SELECT 1 AS a FROM (SELECT k FROM t UNION ALL SELECT k FROM t) x FULL JOIN (SELECT k FROM t UNION ALL SELECT k FROM t) y ON true",
                "SELECT 1 AS a FROM (SELECT 1 FROM t HAVING true) x, (SELECT 2 FROM t HAVING true) y",
                "SELECT 1 AS a FROM (SELECT 1 HAVING true) x, (SELECT 2 HAVING true) y, t"
            })
    void several_subqueries_may_be_read_for_the_number_of_their_rows(String query) throws Exception {
        s.run("CREATE TABLE t (k int)");
        s.run("INSERT INTO t VALUES (1), (1), (NULL)");
        create(query);
        assertEqual(query, Equality.EXACT);
        change("INSERT INTO t VALUES (2), (NULL)", "DELETE FROM t WHERE k = 1");
        assertEqual(query, Equality.EXACT);
    }
}
