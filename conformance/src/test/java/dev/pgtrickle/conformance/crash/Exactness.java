package dev.pgtrickle.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.Multisets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The stream tables of the crash tests, and whether they are exact. */
final class Exactness {

    private record Kept(String name, String query) {}

    private static final List<Kept> QUERIES = List.of(
            new Kept("totals", "SELECT w, count(*) AS c, sum(n) AS s, max(n) AS m FROM left_rows GROUP BY w"),
            new Kept("joined", "SELECT l.w, l.n FROM left_rows l JOIN right_rows r ON r.w = l.w AND r.n = l.n"));

    private Exactness() {}

    /** The statements that create them: each query as DIFFERENTIAL with a short schedule and as IMMEDIATE. */
    static List<String> create() {
        return QUERIES.stream()
                .flatMap(q -> List.of(
                        "CREATE STREAM TABLE " + q.name() + "_d WITH (mode = DIFFERENTIAL, schedule = '50ms') AS "
                                + q.query(),
                        "CREATE STREAM TABLE " + q.name() + "_i WITH (mode = IMMEDIATE) AS " + q.query())
                        .stream())
                .toList();
    }

    /** At one snapshot, what writers maintain is exact, whatever has died. */
    static void assertImmediateIsExact(Connection connection, String context) throws SQLException {
        assertExact(connection, "_i", context);
    }

    /** What is refreshed is exact after a refresh, and the refresh was incremental. */
    static void assertDifferentialIsExact(Connection connection, String context) throws SQLException {
        assertExact(connection, "_d", context);
        assertThat(
                        Database.rows(
                                connection,
                                "SELECT DISTINCT h.action FROM pgtrickle.pgt_refresh_history h JOIN pgtrickle.stream_table t USING (pgt_id)"
                                        + " WHERE t.refresh_mode = 'DIFFERENTIAL' AND h.initiated_by <> 'INITIAL' AND h.status = 'COMPLETED'"))
                .as(context + ": what refreshes did")
                .containsExactly("DIFFERENTIAL");
    }

    private static void assertExact(Connection connection, String suffix, String context) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            for (Kept q : QUERIES) {
                assertThat(new Multisets(connection).differByText("SELECT * FROM " + q.name() + suffix, q.query()))
                        .as(context + ": " + q.name() + suffix)
                        .isEmpty();
            }
            s.execute("ROLLBACK");
        }
    }
}
