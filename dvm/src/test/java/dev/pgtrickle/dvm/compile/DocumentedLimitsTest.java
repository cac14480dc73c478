package dev.pgtrickle.dvm.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.understand.Reason;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page on coverage says to be recomputed is, with a reason that names it; what it says to be refused is; and no more is listed than is tried here. */
@ExtendWith(DatabaseExtension.class)
class DocumentedLimitsTest {

    private static final String GUEST = "limits_guest";

    /**
     * A query that is not maintained incrementally.
     *
     * @param documented a phrase of the page
     * @param reason a phrase of the reason, or of the error
     * @param query the query
     * @param role who asks it
     */
    record Limit(String documented, String reason, String query, String role) {
        @Override
        public String toString() {
            return documented + ": " + query;
        }
    }

    private static Limit of(String documented, String reason, String query) {
        return new Limit(documented, reason, query, "postgres");
    }

    private static Limit guest(String documented, String reason, String query) {
        return new Limit(documented, reason, query, GUEST);
    }

    static List<Limit> recomputed() {
        String step = "WITH RECURSIVE t (b) AS (SELECT b FROM road WHERE a = 1 UNION ALL ";
        String over = "SELECT r.b FROM road r JOIN t ON r.a = t.b";
        return List.of(
                of(
                        "the path of a `CYCLE` clause",
                        "CYCLE",
                        "WITH RECURSIVE t (b) AS (SELECT b FROM road WHERE a = 1 UNION ALL " + over
                                + ") CYCLE b SET seen USING way SELECT b, way FROM t"),
                of(
                        "the order of a `SEARCH` clause",
                        "SEARCH",
                        "WITH RECURSIVE t (b) AS (SELECT b FROM road WHERE a = 1 UNION ALL " + over
                                + ") SEARCH BREADTH FIRST BY b SET o SELECT b, o FROM t"),
                of(
                        "with a window function",
                        "",
                        step + "SELECT row_number() OVER ()::int FROM t WHERE b < 5) SELECT b FROM t"),
                of("`LIMIT` or set operation", "", step + "(" + over + " ORDER BY 1 LIMIT 1)) SELECT b FROM t"),
                of("`LIMIT` or set operation", "", step + "(" + over + " EXCEPT SELECT 3)) SELECT b FROM t"),
                of(
                        "such as `numeric`",
                        "type numeric continues",
                        "WITH RECURSIVE t (b, km) AS (SELECT b, km FROM road UNION SELECT r.b, t.km + r.km FROM road r JOIN t ON r.a = t.b WHERE t.km < 9) SELECT b, km FROM t"),
                of("such as `current_user`", "CURRENT_USER", "SELECT a, current_user AS u FROM road"),
                of("`now()` in the SELECT list", "now()", "SELECT a, now() AS n FROM road"),
                of(
                        "`now() - ts < interval '1 day'`",
                        "now()",
                        "SELECT id FROM visit WHERE now() - ts < interval '1 day'"),
                of(
                        "`first_value` with a RANGE\nframe of a distance",
                        "leaves open",
                        "SELECT a, first_value(b) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS f FROM road"),
                of(
                        "`EXCLUDE TIES`",
                        "leaves open",
                        "SELECT a, last_value(b) OVER (ORDER BY a GROUPS UNBOUNDED PRECEDING EXCLUDE TIES) AS f FROM road"),
                of("`ONLY` of a table that has children", "ONLY", "SELECT a FROM ONLY parent"),
                of("foreign tables", "foreign", "SELECT a FROM abroad"),
                of("materialized\nviews", "materialized view", "SELECT a FROM copied"),
                of("unlogged tables", "unlogged", "SELECT a FROM quick"),
                of("also as partitions", "unlogged", "SELECT a FROM parted"),
                of("system catalogs", "catalog", "SELECT relname FROM pg_class"),
                guest("row-level security applies to the owner", "row-level security", "SELECT a FROM guarded"),
                guest("read through a view of another owner", "row-level security", "SELECT a FROM guarded_view"),
                guest("the owner may read\nthrough a view only", "", "SELECT a FROM secret_view"),
                of("`security_barrier`", "security barrier", "SELECT a FROM barrier"),
                of(
                        "virtual generated columns with another collation than their expression",
                        "virtual",
                        "SELECT a, low FROM computed"),
                of(
                        "`GROUP BY ROW(a, b)`",
                        "row of no declared type",
                        "SELECT count(*) AS n FROM road GROUP BY ROW(a, b)"),
                of(
                        "`FULL JOIN` inside a correlated subquery",
                        "FULL JOIN",
                        "SELECT a, (SELECT count(*) FROM visit v FULL JOIN road r ON r.a = v.id AND r.b = o.a) AS n FROM road o"),
                of(
                        "a subquery in the arguments of a function in FROM",
                        "",
                        "SELECT r.a, g FROM road r, generate_series(1, (SELECT max(id) FROM visit)) g"),
                of(
                        "in the condition of an outer join\nthat it ties to both sides",
                        "",
                        "SELECT r.a, s.b FROM road r LEFT JOIN road s ON EXISTS (SELECT FROM visit v WHERE v.id = r.a AND v.id = s.b)"),
                of(
                        "`sum(DISTINCT x)` of `numeric`",
                        "DISTINCT",
                        "SELECT r.a, d.s FROM road r JOIN (SELECT a, sum(DISTINCT km) AS s, count(*) AS n FROM road GROUP BY a) d ON d.a = r.a"),
                of("a whole row as a value", "", "SELECT r AS whole FROM road r"),
                of("system columns", "system column", "SELECT a, ctid FROM road"),
                of(
                        "set-returning functions within each other",
                        "within another",
                        "SELECT generate_series(1, generate_series(1, id)) AS n FROM visit"),
                of(
                        "beside a window function",
                        "beside a window function",
                        "SELECT generate_series(1, id) AS n, rank() OVER (ORDER BY id) AS r FROM visit"),
                of("of rows in the\nSELECT list", "", "SELECT a, json_each(to_json(r)) AS e FROM road r"),
                of(
                        "`WITHIN GROUP` that is no constant",
                        "WITHIN GROUP",
                        "SELECT a, rank(a) WITHIN GROUP (ORDER BY b) AS r FROM road GROUP BY a"),
                of(
                        "an aggregate of an outer query",
                        "An aggregate of one query within another one",
                        "SELECT a, (SELECT max(v.id) FROM visit v WHERE v.id < count(r.b)) AS m FROM road r GROUP BY a"),
                of("`LIMIT` by an expression", "", "SELECT a FROM road ORDER BY a LIMIT (SELECT count(*) FROM visit)"),
                of(
                        "correlated `WITH RECURSIVE`",
                        "correlated WITH RECURSIVE",
                        "SELECT v.id, (WITH RECURSIVE t (b) AS (SELECT v.id UNION SELECT r.b FROM road r JOIN t ON r.a = t.b) SELECT count(*) FROM t) AS n FROM visit v"),
                of(
                        "correlation by values that cannot be compared",
                        "type json around it",
                        "SELECT (SELECT count(*) FROM visit v WHERE v.id < length(n.doc::text)) AS c FROM note n"),
                of("a SELECT without columns", "", "SELECT FROM road"),
                of(
                        "more than 30 tables",
                        "more than 30 tables",
                        "SELECT count(*) AS n FROM "
                                + IntStream.rangeClosed(1, 31)
                                        .mapToObj(i -> "many" + i)
                                        .collect(Collectors.joining(", "))));
    }

    static List<Limit> refused() {
        return List.of(
                of("`random()`", "volatile", "SELECT a, random() AS r FROM road"),
                of("`clock_timestamp()`", "volatile", "SELECT a FROM visit, road WHERE ts < clock_timestamp()"),
                of("`nextval()`", "volatile", "SELECT a, nextval('numbers') AS n FROM road"),
                of("temporary tables", "temporary", "SELECT a FROM fleeting"),
                of("`FOR UPDATE`", "FOR UPDATE", "SELECT a FROM road FOR UPDATE"),
                of("`LIMIT` without `ORDER BY`", "LIMIT", "SELECT a FROM road LIMIT 1"),
                of("`TABLESAMPLE`", "volatile", "SELECT a FROM road TABLESAMPLE SYSTEM (10)"),
                of("begin with `__pgt_`", "__pgt_", "SELECT a AS __pgt_a FROM road"));
    }

    @BeforeAll
    static void tables(Database database) throws Exception {
        EngineFixture.in(database);
        database.run("""
                CREATE TABLE road (a int, b int, km numeric);
                CREATE TABLE visit (id int PRIMARY KEY, ts timestamptz);
                CREATE TABLE note (doc json);
                CREATE TABLE parent (a int);
                CREATE TABLE child () INHERITS (parent);
                CREATE FOREIGN DATA WRAPPER nowhere;
                CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
                CREATE FOREIGN TABLE abroad (a int) SERVER nowhere;
                CREATE MATERIALIZED VIEW copied AS SELECT a FROM road;
                CREATE UNLOGGED TABLE quick (a int);
                CREATE TABLE parted (a int) PARTITION BY LIST (a);
                CREATE UNLOGGED TABLE part PARTITION OF parted DEFAULT;
                CREATE VIEW barrier WITH (security_barrier) AS SELECT a FROM road WHERE b > 0;
                CREATE SEQUENCE numbers;
                DO $$ BEGIN CREATE ROLE limits_guest LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
                CREATE TABLE guarded (a int);
                ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
                CREATE POLICY small ON guarded USING (a < 10);
                CREATE VIEW guarded_view AS SELECT a FROM guarded;
                CREATE TABLE secret (a int);
                CREATE VIEW secret_view AS SELECT a FROM secret;
                GRANT SELECT, TRIGGER ON guarded, guarded_view, secret_view TO limits_guest;
                """);
        for (int i = 1; i <= 31; i++) {
            database.run("CREATE TABLE many" + i + " (a int)");
        }
        if (database.version() == PostgresVersion.V18) {
            database.run(
                    "CREATE TABLE computed (a text COLLATE \"C\", low text GENERATED ALWAYS AS (lower(a)) VIRTUAL)");
        }
    }

    private static CompiledView compile(Database database, Limit limit, RequestedMode mode) throws Exception {
        try (Connection connection = EngineFixture.in(database).bypass(limit.role())) {
            connection.createStatement().execute("CREATE TEMPORARY TABLE fleeting (a int)");
            return new Compiler(new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {}))
                    .compile(limit.query(), mode, List.of());
        }
    }

    @ParameterizedTest
    @MethodSource("recomputed")
    void is_recomputed_and_the_reason_names_it(Limit limit, Database database) throws Exception {
        Assumptions.assumeTrue(
                database.version() == PostgresVersion.V18 || !limit.query().contains("computed"));
        CompiledView view = compile(database, limit, RequestedMode.AUTO);
        assertThat(view.mode()).isEqualTo(ViewMode.FULL);
        assertThat(view.reason().map(Reason::sentence).orElseThrow()).containsIgnoringCase(limit.reason());
        assertThatThrownBy(() -> compile(database, limit, RequestedMode.DIFFERENTIAL))
                .isInstanceOf(SqlError.class)
                .hasMessage("this query cannot be maintained in mode DIFFERENTIAL");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void is_refused(Limit limit, Database database) {
        assertThatThrownBy(() -> compile(database, limit, RequestedMode.AUTO))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining(limit.reason());
    }

    /** Whoever lists more has to try it here. */
    @Test
    void the_page_lists_nothing_else() throws Exception {
        assertListed("## Recomputed as a whole", "\n\nEach of these", recomputed());
        assertListed("## Refused", " `ORDER BY` is ignored", refused());
    }

    private static void assertListed(String heading, String end, List<Limit> limits) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "coverage.md"));
        String section = page.substring(page.indexOf(heading));
        String list = section.substring(section.indexOf("\n\n") + 2, section.indexOf(end));
        List<String> clauses = Arrays.stream(list.split(";")).toList();
        for (Limit limit : limits) {
            assertThat(clauses).anyMatch(clause -> clause.contains(limit.documented()));
        }
        for (String clause : clauses) {
            assertThat(limits).as(clause).anyMatch(limit -> clause.contains(limit.documented()));
        }
    }
}
