package dev.pgtrickle.conformance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.conformance.scenario.Part.Refresh;
import dev.pgtrickle.conformance.scenario.Part.Step;
import dev.pgtrickle.conformance.scenario.Part.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {

    private static Scenario one(String text) {
        List<Scenario> scenarios = ScenarioReader.read("x.md", text);
        assertThat(scenarios).hasSize(1);
        return scenarios.getFirst();
    }

    private static List<String> texts(List<SqlStatement> statements) {
        return statements.stream().map(SqlStatement::text).toList();
    }

    @Test
    void steps_of_one_session() {
        Scenario s = one("""
                # A file
                * `-- @setup` in prose is prose.
                ### 20. What it is about: a < b [equality only]
                Prose.
                ```sql
                -- @setup
                CREATE TABLE t(id int); -- a comment; with a semicolon
                INSERT INTO t VALUES (1);
                -- @query
                SELECT id FROM t  -- no semicolon

                -- @step
                UPDATE t SET id=2; DELETE FROM t
                -- @step
                BEGIN; DELETE FROM t; ROLLBACK;
                -- expected: nothing
                ```
                """);
        assertThat(s.number()).isEqualTo(20);
        assertThat(s.line()).isEqualTo(3);
        assertThat(s.title()).isEqualTo("What it is about: a < b");
        assertThat(s.equalityOnly()).isTrue();
        assertThat(s.hasSessions()).isFalse();
        assertThat(s.query()).isEqualTo("SELECT id FROM t");
        assertThat(s.setup())
                .containsExactly(
                        new SqlStatement(7, "CREATE TABLE t(id int)"), new SqlStatement(8, "INSERT INTO t VALUES (1)"));
        assertThat(s.parts())
                .containsExactly(
                        new Step(
                                12,
                                List.of(
                                        new SqlStatement(13, "UPDATE t SET id=2"),
                                        new SqlStatement(13, "DELETE FROM t"))),
                        new Step(
                                14,
                                List.of(
                                        new SqlStatement(15, "BEGIN"),
                                        new SqlStatement(15, "DELETE FROM t"),
                                        new SqlStatement(15, "ROLLBACK"))));
    }

    @Test
    void turns_of_several_sessions() {
        Scenario s = one("""
                ### 1. Two writers
                ```sql
                -- @query
                SELECT 1 AS one
                -- @S1
                BEGIN; INSERT INTO t VALUES (1);
                -- @S2
                INSERT INTO t VALUES (2);
                -- @REFRESH   -- must show (2)
                -- @S1
                COMMIT;
                -- @REFRESH
                ```
                """);
        assertThat(s.setup()).isEmpty();
        assertThat(s.hasSessions()).isTrue();
        assertThat(s.createsStreamTable()).isFalse();
        assertThat(s.equalityOnly()).isFalse();
        assertThat(s.parts()).hasSize(5);
        assertThat(s.parts().get(0))
                .isInstanceOfSatisfying(Turn.class, t -> assertThat(t.session()).isEqualTo(1));
        assertThat(s.parts().get(1))
                .isInstanceOfSatisfying(Turn.class, t -> assertThat(t.session()).isEqualTo(2));
        assertThat(s.parts().get(2)).isEqualTo(new Refresh(9, "must show (2)"));
        assertThat(s.parts().get(4)).isEqualTo(new Refresh(12, ""));
    }

    @Test
    void bodies_in_quotes_belong_to_their_statement() {
        Scenario s = one("""
                ### 1. Bodies
                ```sql
                -- @setup
                CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE t SET a = 1; RETURN NULL; END $$;
                CREATE FUNCTION g() RETURNS int AS $body$ SELECT 1; SELECT '$$;'; $body$ LANGUAGE sql; SELECT 'it''s; é', E'\\';', "a;b" /* ; */;
                CREATE FUNCTION h() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
                -- @query
                SELECT ';' AS x
                -- @step
                DO $$
                -- ; a comment of the body
                BEGIN PERFORM 1; END $$; SELECT 2;
                ```
                """);
        assertThat(s.setup()).extracting(SqlStatement::line).containsExactly(4, 5, 5, 6);
        assertThat(texts(s.setup()).get(1)).startsWith("CREATE FUNCTION g()").endsWith("LANGUAGE sql");
        assertThat(texts(s.setup()).get(2)).isEqualTo("SELECT 'it''s; é', E'\\';', \"a;b\"");
        assertThat(texts(s.setup()).get(3)).endsWith("END");
        Step step = (Step) s.parts().getFirst();
        assertThat(step.statements()).extracting(SqlStatement::line).containsExactly(10, 12);
        assertThat(step.statements().getFirst().text()).contains("-- ; a comment of the body\n");
    }

    @Test
    void a_step_is_cut_into_its_smallest_transactions() {
        Scenario s = one("""
                ### 1. Blocks
                ```sql
                -- @query
                SELECT 1 AS one
                -- @step
                DELETE FROM a; begin isolation level serializable; DELETE FROM b; SAVEPOINT x; ROLLBACK TO x; COMMIT; DELETE FROM c; START TRANSACTION; END
                -- @step
                DELETE FROM a; DELETE FROM b
                ```
                """);
        Step blocks = (Step) s.parts().get(0);
        assertThat(blocks.hasOwnBlocks()).isTrue();
        assertThat(blocks.transactions().stream().map(List::size)).containsExactly(1, 5, 1, 2);
        Step plain = (Step) s.parts().get(1);
        assertThat(plain.hasOwnBlocks()).isFalse();
        assertThat(plain.transactions().stream().map(List::size)).containsExactly(1, 1);
    }

    record Wrong(int line, String message, String text) {
        @Override
        public String toString() {
            return message;
        }
    }

    static List<Wrong> wrong() {
        return List.of(
                new Wrong(1, "no scenarios", "nothing\n"),
                new Wrong(2, "SQL without a title", "x\n```sql\n-- @query\nSELECT 1\n-- @step\nSELECT 1\n```"),
                new Wrong(1, "a title has the form '### 7. What it is about'", "### Seven\n"),
                new Wrong(2, "this SQL has no end", "### 1. A\n```sql\n-- @query\nSELECT 1\n"),
                new Wrong(1, "scenario 1 has no SQL", "### 1. A\n### 2. B\n```sql\n-- @query\n```"),
                new Wrong(1, "scenario 1 has no SQL", "### 1. A\nprose"),
                new Wrong(3, "SQL before the first mark such as '-- @setup'", "### 1. A\n```sql\nSELECT 1;\n```"),
                new Wrong(1, "scenario 1 has no @query", "### 1. A\n```sql\n-- @setup\nSELECT 1;\n```"),
                new Wrong(1, "in scenario 1 nothing happens", "### 1. A\n```sql\n-- @query\nSELECT 1\n```"),
                new Wrong(5, "@setup comes first, and once", "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @setup\n```"),
                new Wrong(5, "a scenario has one query", "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @query\n```"),
                new Wrong(
                        3,
                        "@query needs exactly one statement",
                        "### 1. A\n```sql\n-- @query\nSELECT 1; SELECT 2\n```"),
                new Wrong(3, "@step before @query", "### 1. A\n```sql\n-- @step\nSELECT 1;\n```"),
                new Wrong(
                        5,
                        "@step without a statement",
                        "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @step\n-- only this\n```"),
                new Wrong(
                        5,
                        "SQL begins on the line after @step",
                        "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @step DELETE FROM t;\nSELECT 1\n```"),
                new Wrong(5, "unknown mark @stop", "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @stop\nSELECT 1\n```"),
                new Wrong(
                        5,
                        "@REFRESH has no statements",
                        "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @REFRESH\nSELECT 1\n```"),
                new Wrong(
                        7,
                        "steps of one session and turns of several sessions do not go together",
                        "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @S1\nSELECT 1\n-- @step\nSELECT 1\n```"),
                new Wrong(
                        7,
                        "scenario 1 is defined already, on line 1",
                        "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @REFRESH\n```\n### 1. B\n```sql\n-- @query\nSELECT 1\n-- @REFRESH\n```"),
                new Wrong(
                        7,
                        "expected a closing quote but found end of input",
                        "### 1. A\n```sql\n-- @query\nSELECT 1\n-- @step\nSELECT 'closed';\nSELECT 'open;\nSELECT 2;\nSELECT 3\n```"),
                new Wrong(
                        4,
                        "expected $b$ but found end of input",
                        "### 1. A\n```sql\n-- @setup\nDO $b$ BEGIN\nEND;\n-- @query\nSELECT 1\n-- @step\nSELECT 1\n```"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void what_is_wrong_is_said_with_its_line(Wrong wrong) {
        assertThatThrownBy(() -> ScenarioReader.read("x.md", wrong.text()))
                .isInstanceOfSatisfying(
                        ScenarioSyntaxException.class, e -> assertThat(e.line()).isEqualTo(wrong.line()))
                .hasMessageStartingWith("x.md, line " + wrong.line() + ": " + wrong.message());
    }

    @Test
    void the_bundled_scenarios_are_read() {
        List<Scenario> scenarios = BundledScenarios.read();
        assertThat(scenarios).extracting(Scenario::number).contains(1, 2, 4, 60).isSorted();
        assertThat(scenarios)
                .filteredOn(Scenario::equalityOnly)
                .extracting(Scenario::number)
                .containsExactly(20);
        assertThat(scenarios)
                .filteredOn(Scenario::hasSessions)
                .extracting(Scenario::number)
                .containsExactly(1, 23, 24, 25, 57, 58);
        assertThat(scenarios)
                .filteredOn(Scenario::createsStreamTable)
                .extracting(Scenario::number)
                .containsExactly(23);
    }
}
