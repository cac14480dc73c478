package dev.pgtrickle.dvm.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interception.Observe;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.statement.StreamCommand.Action;
import dev.pgtrickle.dvm.statement.StreamCommand.Dependents;
import dev.pgtrickle.dvm.statement.StreamCommand.IfAbsent;
import dev.pgtrickle.dvm.statement.StreamCommand.IfPresent;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementReaderTest {

    private static Interception read(String sql) {
        return StatementReader.read(sql).orElseThrow(() -> new AssertionError("not intercepted: " + sql));
    }

    private static StreamCommand.Create create(String sql) {
        return (StreamCommand.Create) read(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "",
                "-- only a comment",
                "SELECT 'CREATE STREAM TABLE x AS SELECT 1'",
                "CREATE MATERIALIZED VIEW v AS SELECT 1",
                "CREATE MATERIALIZED VIEW v WITH (fillfactor = 70) AS SELECT 1",
                "CREATE MATERIALIZED VIEW v AS SELECT 'pgtrickle.stream' AS pgtrickle",
                "CREATE MATERIALIZED VIEW v AS SELECT * FROM pgtrickle.pgt_stream_tables",
                "CREATE TABLE stream (id int)",
                "DROP TABLE x",
                "SELECT * FROM pgtrickle.pgt_status()",
                "SELECT 'pgtrickle.create_stream_table(1)'",
                "ALTER MATERIALIZED VIEW ALL IN TABLESPACE a SET TABLESPACE b",
                "DROP MATERIALIZED VIEW",
                "REFRESH MATERIALIZED VIEW 1",
                "CREATE INDEX ON",
                "SELECT 'not closed",
                "SELECT 'not closed, pgtrickle.create_stream_table('",
                "/* not closed",
                "/* a */ /* CREATE /* nested */ */ SELECT pgtrickle",
            })
    void what_is_the_servers_alone(String sql) {
        assertThat(StatementReader.read(sql)).isEmpty();
    }

    @Test
    void create_materialized_view() {
        String sql =
                "/* hi */ CREATE MATERIALIZED VIEW -- name\n IF NOT EXISTS \"S\".totals (a, \"B\")\nWITH (pgtrickle.stream, \"pgtrickle\".mode = 'immediate',"
                        + " PGTRICKLE.SCHEDULE = $$500ms$$) AS SELECT 1, ';' AS x /* AS */ WITH NO DATA ;";
        StreamCommand.Create create = create(sql);
        assertThat(create.name()).isEqualTo(QualifiedName.of("S", "totals"));
        assertThat(create.columns()).containsExactly(new Identifier("a"), new Identifier("B"));
        assertThat(create.ifPresent()).isEqualTo(IfPresent.SKIP);
        assertThat(create.filled()).isFalse();
        assertThat(create.query()).isEqualTo("SELECT 1, ';' AS x");
        assertThat(sql.substring(create.queryStart())).startsWith("SELECT 1");
        assertThat(create.options().mode()).contains(RequestedMode.IMMEDIATE);
        assertThat(create.options().schedule())
                .hasValueSatisfying(s -> assertThat(s.text()).isEqualTo("500ms"));
    }

    @Test
    void create_stream_table() {
        StreamCommand.Create create = create(
                "create or replace stream table t with (mode = full, pgtrickle.initialize = off) as with x as (select 1) select * from x");
        assertThat(create.dialect()).isEqualTo(Dialect.STREAM_TABLE);
        assertThat(create.ifPresent()).isEqualTo(IfPresent.REPLACE);
        assertThat(create.options().mode()).contains(RequestedMode.FULL);
        assertThat(create.filled()).isFalse();
        assertThat(create.query()).isEqualTo("with x as (select 1) select * from x");
        assertThat(create("CREATE STREAM TABLE IF NOT EXISTS t AS TABLE x WITH DATA")
                        .query())
                .isEqualTo("TABLE x");
    }

    @Test
    void a_position_counts_characters_not_chars() {
        assertThat(create("CREATE STREAM TABLE \"😀\" AS SELECT 1").queryStart())
                .isEqualTo("CREATE STREAM TABLE \"x\" AS ".length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE STREAM TABLE",
                "CREATE STREAM TABLE t",
                "CREATE STREAM TABLE t SELECT 1",
                "CREATE STREAM TABLE t AS",
                "CREATE STREAM TABLE t WITH (mode AS SELECT 1",
                "DROP STREAM TABLE t t2",
                "ALTER STREAM TABLE t QUERY",
                "CREATE MATERIALIZED VIEW v WITH (pgtrickle.stream) SELECT 1"
            })
    void what_is_ours_and_wrong(String sql) {
        assertThatThrownBy(() -> StatementReader.read(sql))
                .isInstanceOf(SqlError.class)
                .satisfies(e -> assertThat(((SqlError) e).sqlState()).isEqualTo("42601"))
                .satisfies(e -> assertThat(((SqlError) e).position()).isPositive());
    }

    @Test
    void drop_and_refresh() {
        assertThat(read("DROP MATERIALIZED VIEW IF EXISTS a, s.\"b c\" CASCADE"))
                .isEqualTo(new StreamCommand.Drop(
                        "DROP MATERIALIZED VIEW IF EXISTS a, s.\"b c\" CASCADE",
                        Dialect.MATERIALIZED_VIEW,
                        java.util.List.of(QualifiedName.unqualified("a"), QualifiedName.of("s", "b c")),
                        IfAbsent.SKIP,
                        Dependents.CASCADE));
        assertThat(read("refresh materialized view concurrently A.b with data"))
                .isEqualTo(new StreamCommand.Refresh(
                        "refresh materialized view concurrently A.b with data", QualifiedName.of("a", "b"), true));
        assertThat(((StreamCommand.Refresh) read("REFRESH MATERIALIZED VIEW b WITH NO DATA")).filled())
                .isFalse();
    }

    @Test
    void alter() {
        assertThat(action("ALTER MATERIALIZED VIEW a RENAME TO b")).isEqualTo(new Action.Native("RENAME TO b"));
        assertThat(action("ALTER MATERIALIZED VIEW a SET (fillfactor = 70)"))
                .isEqualTo(new Action.Native("SET (fillfactor = 70)"));
        assertThat(action("ALTER STREAM TABLE a SET SCHEMA x")).isEqualTo(new Action.Native("SET SCHEMA x"));
        assertThat(action("ALTER STREAM TABLE a OWNER TO \"me\"")).isEqualTo(new Action.Owner("\"me\""));
        assertThat(action("ALTER STREAM TABLE a QUERY SELECT 2")).isEqualTo(new Action.SetQuery("SELECT 2", 27));
        assertThat(action("ALTER MATERIALIZED VIEW a SET (pgtrickle.schedule = '1m')"))
                .isInstanceOfSatisfying(
                        Action.SetOptions.class,
                        o -> assertThat(o.options().hasSchedule()).isTrue());
    }

    private static Action action(String sql) {
        return ((StreamCommand.Alter) read(sql)).action();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "CREATE INDEX ON t (a);-",
                "CREATE UNIQUE INDEX ON t (a DESC NULLS LAST, \"B\" ASC) NULLS NOT DISTINCT;a,B",
                "CREATE UNIQUE INDEX ON t USING btree (lower(a), (b), c COLLATE \"C\", d text_pattern_ops, f(e, a)) INCLUDE (x);''",
                "CREATE UNIQUE INDEX ON t (((a)), b, f(')', (c))) WHERE d > 0;b",
            })
    void the_columns_that_a_unique_index_has_as_they_are(String statement, String columns) {
        Optional<Set<Identifier>> read = ((NameRewrite.CreateIndex) read(statement)).unique();
        assertThat(read.map(set -> set.stream().map(Identifier::name).collect(Collectors.toSet())))
                .isEqualTo(Optional.ofNullable(columns).map(c -> c.isEmpty() ? Set.of() : Set.of(c.split(","))));
    }

    @Test
    void names_that_may_be_stream_tables() {
        String index = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (a) WHERE b";
        NameRewrite.CreateIndex create = (NameRewrite.CreateIndex) read(index);
        assertThat(index.substring(create.start(), create.end())).isEqualTo("s.t");
        assertThat(create.unique()).contains(Set.of(new Identifier("a")));
        assertThat(((NameRewrite.CreateIndex) read("create index on \"T\"(a)")).name())
                .isEqualTo(QualifiedName.unqualified("T"));
        assertThat(((NameRewrite.Refused) read("TRUNCATE TABLE ONLY a, b * RESTART IDENTITY CASCADE")).names())
                .hasSize(2);
        assertThat(((NameRewrite.Refused) read("DROP VIEW IF EXISTS a.b, c")).names())
                .containsExactly(QualifiedName.of("a", "b"), QualifiedName.unqualified("c"));
        assertThat(read("COMMENT ON MATERIALIZED VIEW a IS 'x'")).isInstanceOf(NameRewrite.Comment.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "-- x\n", "/* x /* y */ z */", " --\r/**/"})
    void space_and_comments_may_come_first(String before) {
        assertThat(read(before + "drop STREAM TABLE a")).isInstanceOf(StreamCommand.Drop.class);
        assertThat(read(before + "select Pgtrickle.drop_stream_table('a')")).isInstanceOf(Observe.class);
    }

    @Test
    void api_calls_are_observed() {
        assertThat(read("SELECT pgtrickle . create_stream_table('a', 'b')"))
                .isEqualTo(new Observe("SELECT pgtrickle . create_stream_table('a', 'b')", false, ""));
        assertThat(read("-- x\ncall \"pgtrickle\".\"drop_stream_table\"('a')"))
                .isEqualTo(new Observe("-- x\nSELECT \"pgtrickle\".\"drop_stream_table\"('a')", false, "CALL"));
        assertThat(read("WITH v AS (SELECT * FROM PGTRICKLE.validate_query($1)) SELECT * FROM v"))
                .isEqualTo(new Observe(
                        "WITH v AS (SELECT * FROM PGTRICKLE.validate_query($1)) SELECT * FROM v", true, ""));
        assertThat(read("SELECT * FROM pgtrickle.explain_query_rewrite('SELECT 1')"))
                .isEqualTo(new Observe("SELECT * FROM pgtrickle.explain_query_rewrite('SELECT 1')", true, ""));
    }
}
