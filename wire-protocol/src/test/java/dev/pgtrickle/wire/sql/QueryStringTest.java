package dev.pgtrickle.wire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {

    @Nested
    class Interest_of_a_statement {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CREATE STREAM TABLE t AS SELECT 1",
                    "create or replace stream table t as select 1",
                    "ALTER STREAM TABLE t SUSPEND",
                    "DROP STREAM TABLE t",
                    "create/**/stream--x\ntable t",
                    "/* a /* nested */ comment */ Drop Stream Table t",
                    "CREATE MATERIALIZED VIEW v WITH (pgtrickle.stream) AS SELECT 1",
                    "CREATE MATERIALIZED VIEW v WITH (\"PgTrickle\" . stream) AS SELECT 1",
                    "CREATE MATERIALIZED VIEW v AS SELECT pgtrickle_x FROM t",
                    "CREATE UNLOGGED MATERIALIZED VIEW v WITH (pgtrickle.stream) AS SELECT 1",
                    "SELECT pgtrickle.version()",
                    "SELECT PGTRICKLE.version()",
                    "SELECT \"pgtrickle\".version()",
                    "SELECT pgtrickle . version()",
                    "SELECT pgtrickle\n.version()",
                    "SELECT 1; SELECT pgtrickle.version()",
                    "CALL pgtrickle.refresh('t')",
                    "DO $$ BEGIN PERFORM pgtrickle.refresh('t'); END $$",
                    "EXECUTE 'SELECT pgtrickle.x()'",
                    "SELECT xpgtrickle.y, pgtrickle.z",
                })
        void is_certain_for_stream_ddl_and_the_schema(String sql) {
            assertThat(interest(sql)).isEqualTo(Interest.CERTAIN);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "DROP MATERIALIZED VIEW v",
                    "REFRESH MATERIALIZED VIEW v",
                    "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
                    "ALTER MATERIALIZED VIEW v RENAME TO w",
                    "COMMENT ON MATERIALIZED VIEW v IS 'x'",
                    "CREATE INDEX ON t (a)",
                    "CREATE UNIQUE INDEX i ON t (a)",
                    "create index concurrently i on t (a)",
                    "TRUNCATE t",
                    "TRUNCATE TABLE ONLY t",
                    "truncate\tt;",
                    "DROP VIEW v",
                    "BEGIN; DROP VIEW v; COMMIT",
                    "SELECT ';'; TRUNCATE t",
                    ";;truncate t",
                })
        void is_possible_where_a_stream_table_may_be_named(String sql) {
            assertThat(interest(sql)).isEqualTo(Interest.POSSIBLE);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ";",
                    "-- truncate t",
                    "SELECT 1",
                    "SELECT 1; SELECT 2",
                    "INSERT INTO t VALUES ('; truncate t')",
                    "INSERT INTO t VALUES ($$; truncate t; $$)",
                    "SELECT 'create stream'",
                    "CREATE TABLE t (a int)",
                    "CREATE VIEW v AS SELECT 1",
                    "CREATE MATERIALIZED VIEW v AS SELECT 1",
                    "CREATE OR REPLACE VIEW v AS SELECT 1",
                    "CREATE STREAMS",
                    "CREATE \"stream\" TABLE t",
                    "CREATE (STREAM)",
                    "DROP TABLE v",
                    "DROP INDEX i",
                    "ALTER TABLE t ADD b int",
                    "COMMENT ON TABLE t IS 'x'",
                    "COMMENT ON VIEW t IS 'x'",
                    "SELECT pgtrickle FROM t",
                    "SELECT pgtrickle_x.y FROM pgtrickle_x",
                    "SELECT pgtrickl",
                    "SELECT 1 -- ; truncate t",
                    "SELECT 1 /* ; truncate t */",
                    "(TRUNCATE t)",
                    "EXPLAIN SELECT 1",
                })
        void is_none_for_everything_else(String sql) {
            assertThat(interest(sql)).isEqualTo(Interest.NONE);
        }

        @Test
        void is_that_of_the_most_interesting_part_and_agrees_with_splitting() {
            long seed = System.nanoTime();
            System.out.println("QueryStringTest seed " + seed);
            Random random = new Random(seed);
            String[] parts = {
                "select 1",
                "truncate t",
                "drop stream table t",
                "select 'a;b'",
                "select $x$;$x$",
                "/* ; */ select 2",
                "",
                "select pgtrickle.f()",
                "create index on t (a)",
                "update t set a = e'\\';'",
                " ",
                "create materialized view v as table t"
            };
            for (int round = 0; round < 2000; round++) {
                StringBuilder sql = new StringBuilder();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    sql.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? ";" : " ;\n");
                }
                Interest most =
                        split(sql.toString()).stream().map(Statement::interest).reduce(Interest.NONE, Interest::or);
                assertThat(interest(sql.toString()))
                        .as("seed %d: %s", seed, sql)
                        .isEqualTo(most);
            }
        }
    }

    @Nested
    class Splitting {

        @Test
        void finds_each_statement_with_its_comments_and_without_its_semicolon() {
            assertThat(parts("select 1; -- two\nselect 2 ;\n\n select 3 -- end\n"))
                    .containsExactly("select 1", "-- two\nselect 2", "select 3 -- end");
        }

        @Test
        void gives_nothing_for_empty_statements() {
            assertThat(parts("")).isEmpty();
            assertThat(parts(" ; ;; /* x */ ; -- y")).isEmpty();
            assertThat(parts("; ;select 1;;")).containsExactly("select 1");
        }

        @Test
        void does_not_look_into_constants_and_identifiers() {
            assertThat(parts("select ';', \"a;b\", 'it''s;', $$;$$, $a$ ; $b$ ; $$ ; $a$; next"))
                    .containsExactly("select ';', \"a;b\", 'it''s;', $$;$$, $a$ ; $b$ ; $$ ; $a$", "next");
        }

        @Test
        void finds_the_closing_delimiter_of_a_dollar_quote_behind_a_similar_one() {
            assertThat(parts("select $t$ $x$t$; next")).containsExactly("select $t$ $x$t$", "next");
            assertThat(parts("select $$ $a$$; next")).containsExactly("select $$ $a$$", "next");
        }

        @Test
        void takes_a_dollar_sign_in_a_word_or_number_for_what_it_is() {
            assertThat(parts("select a$b$c; x $b$;$b$ from y")).containsExactly("select a$b$c", "x $b$;$b$ from y");
            assertThat(parts("select $1; select $2")).containsExactly("select $1", "select $2");
            assertThat(parts("select 1$$;$$; next")).containsExactly("select 1$$;$$", "next");
        }

        @Test
        void honours_backslashes_in_escape_strings_only() {
            assertThat(parts("select e'\\';', 1; next")).containsExactly("select e'\\';', 1", "next");
            assertThat(parts("select 'a\\'; next")).containsExactly("select 'a\\'", "next");
            assertThat(parts("select U&'\\'; next")).containsExactly("select U&'\\'", "next");
            assertThat(parts("select name'\\'; next")).containsExactly("select name'\\'", "next");
            assertThat(parts("select E'\\\\'; next")).containsExactly("select E'\\\\'", "next");
        }

        @Test
        void honours_backslashes_everywhere_without_standard_conforming_strings() {
            ByteBuf text = Unpooled.copiedBuffer("select 'a\\';'; next", StandardCharsets.UTF_8);
            assertThat(QueryString.split(text, 0, text.readableBytes(), StringSyntax.BACKSLASH_ESCAPES))
                    .hasSize(2);
        }

        @Test
        void continues_an_escape_string_behind_a_line_break() {
            assertThat(parts("select e'a' -- c\n '\\';'; next")).containsExactly("select e'a' -- c\n '\\';'", "next");
            assertThat(parts("select e'a' '\\'; next")).containsExactly("select e'a' '\\'", "next");
        }

        @Test
        void skips_nested_comments() {
            assertThat(parts("select 1 /* ; /* ; */ ; */; next")).containsExactly("select 1 /* ; /* ; */ ; */", "next");
            assertThat(parts("select 1 */*;*/ 2; next")).containsExactly("select 1 */*;*/ 2", "next");
        }

        @Test
        void keeps_the_body_of_a_sql_routine_together() {
            assertThat(
                            parts(
                                    "create function f() returns int begin atomic select 1; select case when a then 1 end; end; next"))
                    .containsExactly(
                            "create function f() returns int begin atomic select 1; select case when a then 1 end; end",
                            "next");
            assertThat(parts("CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END; next"))
                    .hasSize(2);
            assertThat(parts("create function begin() returns int language sql as 'select 1'; next"))
                    .hasSize(2);
            assertThat(parts("begin; atomic; end")).hasSize(3);
        }

        @Test
        void keeps_the_actions_of_a_rule_together() {
            assertThat(parts("create rule r as on insert to t do (select 1; select 2); next"))
                    .containsExactly("create rule r as on insert to t do (select 1; select 2)", "next");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "select 'a; b",
                    "select \"a; b",
                    "select $$a; b",
                    "select /* a; b",
                    "select (a; b",
                    "select e'a\\"
                })
        void leaves_what_is_not_closed_in_one_piece(String sql) {
            assertThat(parts(sql)).containsExactly(sql);
        }

        @Test
        void gives_the_first_words() {
            List<Statement> statements = split(
                    "begin; START transaction; prepare transaction 'x'; prepare p as select 1; \"begin\"; (select 1)");
            assertThat(statements)
                    .extracting(Statement::first)
                    .containsExactly(
                            Keyword.BEGIN,
                            Keyword.START,
                            Keyword.PREPARE,
                            Keyword.PREPARE,
                            Keyword.OTHER,
                            Keyword.NONE);
            assertThat(statements)
                    .extracting(Statement::controlsTransaction)
                    .containsExactly(true, true, true, false, false, false);
        }

        @Test
        void counts_bytes_from_the_start_of_the_text() {
            ByteBuf text = Unpooled.copiedBuffer("name\0sélect; next\0", StandardCharsets.UTF_8);
            List<Statement> statements =
                    QueryString.split(text, 5, text.readableBytes() - 6, StringSyntax.STANDARD_CONFORMING);
            assertThat(statements).extracting(Statement::start).containsExactly(0, 9);
            assertThat(statements).extracting(Statement::end).containsExactly(7, 13);
        }
    }

    private static Interest interest(String sql) {
        ByteBuf text = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        return QueryString.interest(text, 0, text.readableBytes(), StringSyntax.STANDARD_CONFORMING);
    }

    private static List<Statement> split(String sql) {
        ByteBuf text = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        return QueryString.split(text, 0, text.readableBytes(), StringSyntax.STANDARD_CONFORMING);
    }

    private static List<String> parts(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return split(sql).stream()
                .map(s -> new String(bytes, s.start(), s.end() - s.start(), StandardCharsets.UTF_8))
                .toList();
    }
}
