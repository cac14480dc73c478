package dev.pgtrickle.dvm.nodetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.nodetree.FunctionUse.Role;
import dev.pgtrickle.dvm.nodetree.QueryTree.Feature;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueryTreeTest {

    /** A view and the catalog lookups that check what its tree says. */
    private static final class View implements AutoCloseable {
        private final Database database;
        private final Connection connection;
        private final QueryTree tree;

        View(PostgresVersion version, String query) throws Exception {
            database = CorpusDatabase.create(version);
            connection = database.connect();
            CorpusDatabase.setPath(connection, "app, ext");
            try (Statement s = connection.createStatement()) {
                s.execute("CREATE TEMP VIEW q AS " + query);
            }
            tree = QueryTree.read(one("SELECT ev_action FROM pg_rewrite WHERE ev_class = 'q'::regclass"));
        }

        private String one(String sql) throws SQLException {
            return Database.rows(connection, sql).getFirst();
        }

        private List<String> functions(Role role) throws SQLException {
            String oids = tree.functions().stream()
                    .filter(use -> use.role() == role)
                    .map(use -> String.valueOf(use.oid()))
                    .reduce("0", (a, b) -> a + "," + b);
            return Database.rows(connection, "SELECT proname FROM pg_proc WHERE oid IN (" + oids + ") ORDER BY 1");
        }

        private List<String> names(Iterable<Long> oids, String type) throws SQLException {
            return Database.rows(
                    connection,
                    "SELECT oid::" + type + "::text FROM unnest('{" + String.join(",", strings(oids))
                            + "}'::oid[]) oid ORDER BY 1");
        }

        private static List<String> strings(Iterable<Long> oids) {
            List<String> texts = new java.util.ArrayList<>();
            oids.forEach(oid -> texts.add(String.valueOf(oid)));
            return texts;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
            database.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void tells_what_a_query_calls_and_reads(PostgresVersion version) throws Exception {
        try (View view = new View(version, """
                SELECT k, sum(a) FILTER (WHERE lower(b) = 'x') AS s, rank() OVER (ORDER BY count(*)) AS r, max(n) OVER w AS m,
                    (SELECT max(v) FROM t2 TABLESAMPLE bernoulli (1) WHERE t2.k = t1.k AND random() > 0.5) AS v,
                    current_date AS c, a::text::mood AS mood, a::posint AS p
                FROM t1 WHERE (a, k) < (1, 2) AND a IS DISTINCT FROM k AND k = ANY (arr) AND EXISTS (SELECT FROM v1)
                GROUP BY k, b, a, n, arr WINDOW w AS (PARTITION BY k) ORDER BY b DESC""")) {
            assertThat(view.functions(Role.FUNCTION)).containsExactly("float4", "float8", "lower", "random");
            assertThat(view.functions(Role.OPERATOR)).contains("texteq", "int4eq", "float8gt");
            assertThat(view.functions(Role.AGGREGATE)).containsExactly("count", "max", "sum");
            assertThat(view.functions(Role.WINDOW_FUNCTION)).containsExactly("max", "rank");
            assertThat(view.functions(Role.SAMPLING_METHOD)).containsExactly("bernoulli");
            assertThat(view.names(view.tree.operators(), "regoperator"))
                    .contains("<(integer,integer)", "=(integer,integer)", "=(text,text)", ">(text,text)");
            assertThat(view.names(view.tree.inputOutputTypes(), "regtype")).containsExactly("integer", "mood", "text");
            assertThat(view.names(view.tree.domains(), "regtype")).containsExactly("posint");
            assertThat(view.names(view.tree.relationOids(), "regclass")).containsExactly("t1", "t2", "v1");
            assertThat(view.tree.relations())
                    .extracting(RangeTableEntry::relkind)
                    .containsExactlyInAnyOrder("r", "r", "v");
            assertThat(view.tree.nodes("SQLVALUEFUNCTION")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void tells_features_by_level(PostgresVersion version) throws Exception {
        try (View view = new View(version, """
                WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c)
                SELECT DISTINCT ON (s.k) s.k, generate_series(1, 2) AS g
                FROM (SELECT k, count(*) AS n, row_number() OVER (ORDER BY k) FROM t1 GROUP BY k) s
                WHERE s.k IN (SELECT k FROM t2 FOR UPDATE)""")) {
            assertThat(view.tree.has(Feature.RECURSIVE)).isTrue();
            assertThat(view.tree.has(Feature.DISTINCT_ON)).isTrue();
            assertThat(view.tree.has(Feature.SUB_LINKS)).isTrue();
            assertThat(view.tree.has(Feature.TARGET_SET_RETURNING_FUNCTIONS)).isTrue();
            assertThat(view.tree.has(Feature.AGGREGATES)).isFalse();
            assertThat(view.tree.has(Feature.FOR_UPDATE)).isFalse();
            assertThat(view.tree.hasAnywhere(Feature.AGGREGATES)).isTrue();
            assertThat(view.tree.hasAnywhere(Feature.WINDOW_FUNCTIONS)).isTrue();
            assertThat(view.tree.hasAnywhere(Feature.FOR_UPDATE)).isTrue();
            assertThat(view.tree.hasAnywhere(Feature.MODIFYING_CTE)).isFalse();
            assertThat(view.tree.rangeTable().getFirst().kind()).isEqualTo(RangeTableEntry.Kind.SUBQUERY);
            assertThat(view.tree.rangeTable().getFirst().subquery()).hasValueSatisfying(inner -> {
                assertThat(inner.has(Feature.AGGREGATES)).isTrue();
                assertThat(inner.rangeTable().getFirst().name()).isEqualTo("t1");
                assertThat(inner.rangeTable().getFirst().columnNames()).startsWith("id", "k", "a");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void tells_the_types_of_targets(PostgresVersion version) throws Exception {
        try (View view = new View(version, """
                SELECT n AS c1, sum(a) AS c2, max(b COLLATE "C") AS c3, a::numeric(5,1)::text AS c4, count(*) > 1 AS c5, 1.5 AS c6,
                    CASE WHEN bo THEN b END AS c7, ARRAY[a] AS c8, coalesce(d, '2024-01-01') AS c9, (SELECT max(v) FROM t2) AS c10,
                    EXISTS (SELECT 1) AS c11, greatest(a, 2) AS c12, current_date AS c13, (b || 'x') COLLATE "C" AS c14, NULL::"char" AS c15,
                    rank() OVER () AS c16, arr[1] AS c17, nullif(b, 'x') AS c18, a::posint AS c19, ROW(1, 2) IS NULL AS c20, f::real AS c21
                FROM t1 GROUP BY n, a, b, bo, d, f, arr ORDER BY a + 1""")) {
            List<TargetEntry> targets = view.tree.targets();
            List<String> expected = Database.rows(
                    view.connection,
                    "SELECT attname, atttypid, attcollation FROM pg_attribute WHERE attrelid = 'q'::regclass AND attnum > 0 ORDER BY attnum");
            assertThat(expected).hasSize(21);
            assertThat(targets.getLast().isJunk()).isTrue();
            for (int i = 0; i < expected.size(); i++) {
                TargetEntry target = targets.get(i);
                ResultType type = target.type().orElseThrow();
                assertThat(target.name() + "|" + type.type() + "|" + type.collation())
                        .isEqualTo(expected.get(i));
            }
            assertThat(targets.getFirst().type())
                    .hasValueSatisfying(type -> assertThat(type.typmod()).isEqualTo(((10L << 16) | 2) + 4));
            assertThat(targets.get(1).expression().tag()).isEqualTo("AGGREF");
            assertThat(view.names(List.of(targets.get(1).expression().number("aggfnoid")), "regprocedure"))
                    .containsExactly("sum(integer)");
        }
    }

    @Test
    void a_view_has_one_query() {
        assertThatThrownBy(() -> QueryTree.read("<>")).isInstanceOf(IllegalArgumentException.class);
    }
}
