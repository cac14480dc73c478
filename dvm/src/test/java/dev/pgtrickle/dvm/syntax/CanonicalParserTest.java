package dev.pgtrickle.dvm.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import dev.pgtrickle.dvm.syntax.FromItem.Join;
import dev.pgtrickle.dvm.syntax.FromItem.SubSelect;
import dev.pgtrickle.dvm.syntax.FromItem.Table;
import dev.pgtrickle.dvm.syntax.QueryBody.Select;
import dev.pgtrickle.dvm.syntax.QueryBody.SetOperation;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalParserTest {

    private static Select select(String text) {
        return (Select) CanonicalParser.parse(text).body();
    }

    private static FromItem from(String item) {
        return select("SELECT 1 FROM " + item).from().getFirst();
    }

    private static Identifier id(String name) {
        return new Identifier(name);
    }

    @Test
    void takes_the_query_out_of_its_wrapping() {
        Query wrapped = CanonicalParser.parse("""
                 SELECT
                   FROM ( SELECT t.a,
                            t.a
                           FROM t) __ivm(a, a_1)
                  WHERE (ROW(a, a_1) IS NULL);""");
        Query query = CanonicalParser.unwrap(wrapped);
        assertThat(((Select) query.body()).targets()).hasSize(2);
        assertThatThrownBy(() -> CanonicalParser.unwrap(query)).isInstanceOf(SqlSyntaxException.class);
    }

    @Test
    void common_table_expressions() {
        Query query = CanonicalParser.parse("""
                WITH RECURSIVE a(x, y) AS ( SELECT 1, 2 UNION ALL SELECT 2, 3 FROM a)
                  SEARCH DEPTH FIRST BY x, y SET ord CYCLE x SET mark TO 1 DEFAULT 0 USING path,
                b AS NOT MATERIALIZED ( VALUES (1,2), (3,4)), c AS MATERIALIZED ( SELECT)
                SELECT a.x FROM a""");
        assertThat(query.recursive()).isTrue();
        assertThat(query.ctes()).extracting(cte -> cte.name().name()).containsExactly("a", "b", "c");
        assertThat(query.ctes())
                .extracting(Cte::materialization)
                .containsExactly(
                        Cte.Materialization.DEFAULT,
                        Cte.Materialization.NOT_MATERIALIZED,
                        Cte.Materialization.MATERIALIZED);
        Cte first = query.ctes().getFirst();
        assertThat(first.columns()).containsExactly(id("x"), id("y"));
        assertThat(first.search())
                .isEqualTo(new Cte.Search(Cte.Search.Order.DEPTH, List.of(id("x"), id("y")), id("ord")));
        assertThat(first.cycle()).isNotNull().satisfies(cycle -> {
            assertThat(cycle.mark()).isEqualTo(id("mark"));
            assertThat(cycle.path()).isEqualTo(id("path"));
            assertThat(cycle.values()).isNotNull();
        });
    }

    @Test
    void set_operations_of_one_kind_are_one_list_and_others_are_nested() {
        Query query = CanonicalParser.parse(
                "(SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) EXCEPT (SELECT 4 ORDER BY 1 LIMIT 1) ORDER BY 1");
        SetOperation except = (SetOperation) query.body();
        assertThat(except.operator()).isEqualTo(SetOperation.Operator.EXCEPT);
        assertThat(except.quantifier()).isEqualTo(Quantifier.DISTINCT);
        assertThat(except.operands()).hasSize(2);
        SetOperation union = (SetOperation) except.operands().getFirst().body();
        assertThat(union.quantifier()).isEqualTo(Quantifier.ALL);
        assertThat(union.operands()).hasSize(3);
        assertThat(except.operands().getLast().limit()).isNotNull();
        assertThat(query.orderBy()).hasSize(1);
    }

    @Test
    void tables_with_everything() {
        assertThat(from("ONLY app.\"T t\" x(a, \"B b\") TABLESAMPLE app.bernoulli ((10)::real) REPEATABLE (1)"))
                .isInstanceOfSatisfying(Table.class, table -> {
                    assertThat(table.only()).isTrue();
                    assertThat(table.name()).isEqualTo(QualifiedName.of("app", "T t"));
                    assertThat(table.alias()).isEqualTo(new Alias(id("x"), List.of(id("a"), id("B b"))));
                    assertThat(table.sample()).isNotNull().satisfies(sample -> {
                        assertThat(sample.method()).isEqualTo(QualifiedName.of("app", "bernoulli"));
                        assertThat(sample.repeatable()).isNotNull();
                    });
                });
        assertThat(from("t").referenceName()).isEqualTo(id("t"));
    }

    @Test
    void joins_nest_in_their_parentheses() {
        FromItem item = from(
                "((a LEFT JOIN (b CROSS JOIN c) ON (true)) FULL JOIN LATERAL ( SELECT 1) s USING (k, kk) AS u) j(x, y)");
        assertThat(item).isInstanceOfSatisfying(Join.class, full -> {
            assertThat(full.type()).isEqualTo(Join.Type.FULL);
            assertThat(full.alias()).isEqualTo(new Alias(id("j"), List.of(id("x"), id("y"))));
            assertThat(full.condition()).isEqualTo(new JoinCondition.Using(List.of(id("k"), id("kk")), id("u")));
            assertThat(full.right())
                    .isInstanceOfSatisfying(
                            SubSelect.class, s -> assertThat(s.lateral()).isTrue());
            assertThat(full.left()).isInstanceOfSatisfying(Join.class, left -> {
                assertThat(left.type()).isEqualTo(Join.Type.LEFT);
                assertThat(left.right())
                        .isInstanceOfSatisfying(
                                Join.class,
                                cross -> assertThat(cross.condition()).isEqualTo(new JoinCondition.None()));
            });
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "generate_series(1, 2) g(g) ~ SINGLE ~ 1 ~ g ~ 0",
                "app.f(t.a) WITH ORDINALITY x(a, o) ~ SINGLE ~ 1 ~ x ~ 0",
                "LATERAL anon(1) f(a integer, b text COLLATE \"C\", c double precision[]) ~ SINGLE ~ 1 ~ f ~ 3",
                "ROWS FROM(f(1), g(2) AS (a app.addr, b integer)) WITH ORDINALITY r(a, b, c, d) ~ ROWS_FROM ~ 2 ~ r ~ 0",
                "UNNEST(ARRAY[1], ARRAY[2]) u(a, b) ~ SINGLE ~ 1 ~ u ~ 0",
                "COALESCE(1, 2) c(c) ~ SINGLE ~ 1 ~ c ~ 0",
                "CURRENT_DATE cd(cd) ~ SINGLE ~ 1 ~ cd ~ 0",
                "CAST(5 AS app.addr) x(x) ~ SINGLE ~ 1 ~ x ~ 0",
            })
    void functions_in_from(
            String text, FromItem.Function.Form form, int calls, @Nullable String alias, int definitions) {
        assertThat(from(text)).isInstanceOfSatisfying(FromItem.Function.class, function -> {
            assertThat(function.form()).isEqualTo(form);
            assertThat(function.calls()).hasSize(calls);
            assertThat(function.referenceName()).isEqualTo(alias == null ? null : id(alias));
            assertThat(function.definitions()).hasSize(definitions);
            assertThat(function.ordinality()).isEqualTo(text.contains("ORDINALITY"));
        });
    }

    @Test
    void json_table_and_xmltable_know_their_column_types() {
        String json = """
                JSON_TABLE(t.j, '$' AS json_table_path_0 PASSING t.k AS k COLUMNS (id FOR ORDINALITY, year app.addr PATH '$.a'
                DEFAULT (t.d + 1) ON EMPTY, NESTED PATH '$.x' AS p COLUMNS (nested text PATH '$.b', e boolean EXISTS PATH '$.c'))) jt""";
        String xml = """
                XMLTABLE(XMLNAMESPACES ('u' AS z, DEFAULT 'v'), ('/r') PASSING (t.x) COLUMNS id FOR ORDINALITY, year app.addr
                DEFAULT (t.d) PATH ('p') NOT NULL, "B b" timestamp(2) with time zone)""";
        assertThat(references(from(json))).containsExactly("t.j", "t.k", "t.d");
        assertThat(references(from(xml))).containsExactly("t.x", "t.d");
        assertThat(from(json).referenceName()).isEqualTo(id("jt"));
        assertThat(from(xml).referenceName()).isEqualTo(id("xmltable"));
    }

    private static List<String> references(FromItem item) {
        Expression call = ((FromItem.TableFunction) item).call();
        assertThat(call.pieces())
                .noneMatch(piece -> piece instanceof Piece.MergedColumn || piece instanceof Piece.WholeRow);
        return call.pieces().stream()
                .filter(Piece.ColumnReference.class::isInstance)
                .map(Piece.ColumnReference.class::cast)
                .map(reference ->
                        reference.alias().name() + "." + reference.column().name())
                .toList();
    }

    @Test
    void grouping_sets() {
        Select select = select(
                "SELECT 1 FROM t GROUP BY DISTINCT t.a, (lower(t.b)), (), (t.a, t.b), ROLLUP(t.a, (t.b, t.c)), GROUPING SETS ((t.a), CUBE(t.b))");
        assertThat(select.groupBy()).isNotNull().satisfies(groupBy -> {
            assertThat(groupBy.quantifier()).isEqualTo(Quantifier.DISTINCT);
            assertThat(groupBy.elements())
                    .extracting(element -> element.getClass().getSimpleName())
                    .containsExactly("Key", "Key", "KeyList", "KeyList", "Sets", "Sets");
            assertThat(groupBy.elements().get(2)).isEqualTo(new GroupingElement.KeyList(List.of()));
        });
    }

    @Test
    void windows_and_frames() {
        Select select = select("""
                SELECT 1 FROM t WINDOW w AS (PARTITION BY t.a ORDER BY t.b DESC NULLS LAST),
                v AS (w GROUPS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP), u AS ()""");
        assertThat(select.windows()).hasSize(3);
        assertThat(select.windows().getFirst().window().orderBy().getFirst()).satisfies(item -> {
            assertThat(item.order()).isEqualTo(SortItem.Direction.DESC);
            assertThat(item.nulls()).isEqualTo(SortItem.Nulls.LAST);
        });
        assertThat(select.windows().get(1).window().base()).isEqualTo(id("w"));
        assertThat(select.windows().get(1).window().frame()).isNotNull().satisfies(frame -> {
            assertThat(frame.mode()).isEqualTo(Frame.Mode.GROUPS);
            assertThat(frame.start()).isInstanceOf(Frame.OffsetBound.class);
            assertThat(frame.end()).isEqualTo(Frame.FixedBound.UNBOUNDED_FOLLOWING);
            assertThat(frame.exclusion()).isEqualTo(Frame.Exclusion.GROUP);
        });
    }

    @Test
    void limits_and_locks() {
        Query query = CanonicalParser.parse(
                "SELECT t.a FROM t, u ORDER BY t.a OFFSET 5 FETCH FIRST (1 + 1) ROWS WITH TIES FOR NO KEY UPDATE OF t NOWAIT FOR SHARE OF u SKIP LOCKED");
        assertThat(query.limit()).isNotNull().satisfies(limit -> {
            assertThat(limit.offset()).isNotNull();
            assertThat(limit.count()).isNotNull();
            assertThat(limit.ties()).isEqualTo(Limit.Ties.KEPT);
        });
        assertThat(query.locking())
                .containsExactly(
                        new Locking(Locking.Strength.NO_KEY_UPDATE, id("t"), Locking.WaitPolicy.NOWAIT),
                        new Locking(Locking.Strength.SHARE, id("u"), Locking.WaitPolicy.SKIP_LOCKED));
        assertThat(CanonicalParser.parse("SELECT 1 LIMIT ALL").limit())
                .isEqualTo(new Limit(null, Expression.of(Piece.Token.keyword("ALL")), Limit.Ties.CUT));
    }

    @Test
    void a_minus_before_a_number_stays_an_operator() {
        assertThat(SyntaxPrinter.print(CanonicalParser.parse("SELECT (- 1), (- 1.5), (t.a - 1), '-1'::integer FROM t")))
                .isEqualTo("SELECT (- 1::integer), (- 1.5::numeric), (t.a - 1), '-1'::integer\nFROM t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "`` ~ 0 ~ SELECT or VALUES ~ end of input",
                "INSERT INTO t VALUES (1) ~ 0 ~ SELECT or VALUES ~ INSERT",
                "SELECT t.a FROM ~ 15 ~ an expression ~ end of input",
                "SELECT t.a FROM t WHERE ~ 23 ~ an expression ~ end of input",
                "SELECT (t.a FROM t ~ 7 ~ a parenthesis that is closed ~ (",
                "SELECT t.a) FROM t ~ 10 ~ end of input ~ )",
                "SELECT t. FROM t ~ 10 ~ a name ~ FROM",
                "SELECT 1 UNION SELECT 2 EXCEPT SELECT 3 ~ 24 ~ the same set operator as before ~ EXCEPT",
                "SELECT 1 FROM (a JOIN b) ~ 23 ~ ON ~ )",
                "SELECT 1 FROM (a) ~ 17 ~ a join ~ end of input",
                "SELECT 1 ORDER BY 1 HAVING true ~ 20 ~ end of input ~ HAVING",
                "SELECT 1; SELECT 2 ~ 10 ~ end of input ~ SELECT",
                "SELECT $1 ~ 7 ~ a query without parameters ~ $1",
                "SELECT 1 FETCH FIRST 1 ROWS ONLY ~ 23 ~ ROWS WITH TIES ~ ROWS",
                "SELECT f(t.a ; t.b) FROM t ~ 13 ~ ) ~ ;",
            })
    void errors_say_where_and_what_was_expected(String text, int offset, String expected, String found) {
        assertThatThrownBy(() -> CanonicalParser.parse(text)).isInstanceOfSatisfying(SqlSyntaxException.class, e -> {
            assertThat(e.expected()).isEqualTo(expected);
            assertThat(e.found()).isEqualTo(found);
            assertThat(e.offset()).isEqualTo(offset);
        });
    }

    @Test
    void queries_may_nest_as_deep_as_the_limit_and_no_deeper() {
        ParserLimits limits = ParserLimits.DEFAULT;
        assertThat(CanonicalParser.parse(nestedQueries(limits.queries()))).isNotNull();
        assertTooDeep(nestedQueries(limits.queries() + 1));
        assertTooDeep("WITH a AS (".repeat(100) + "SELECT 1" + ") SELECT 1".repeat(100));
    }

    private static String nestedQueries(int depth) {
        return "SELECT ( ".repeat(depth - 1) + "SELECT 1" + ")".repeat(depth - 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT |f(|1|)|",
                "SELECT 1 FROM |(|a| JOIN b ON (true))|",
                "|(|(SELECT 1 LIMIT 1)| UNION SELECT 2)| UNION SELECT 3",
                "SELECT 1 GROUP BY |ROLLUP(|t.a|)|",
                "SELECT |sum(1) OVER (PARTITION BY |1|)|",
            })
    void constructs_may_nest_as_deep_as_the_limit_and_no_deeper_on_a_stack_of_default_size(String pattern)
            throws Exception {
        ParserLimits limits = new ParserLimits(1_000, ParserLimits.DEFAULT.constructs());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    int depth = limits.constructs() - 2;
                    Query query = CanonicalParser.parse(nested(pattern, depth), limits);
                    String printed = SyntaxPrinter.print(query);
                    assertThat(CanonicalParser.parse(printed, limits)).isEqualTo(query);
                    assertTooDeep(nested(pattern, limits.constructs() + 1));
                },
                "default stack",
                1024 * 1024);
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    /** The pattern's second and fourth part, repeated around the third. */
    private static String nested(String pattern, int depth) {
        String[] parts = (pattern + " ").split("\\|", -1);
        return parts[0] + parts[1].repeat(depth) + parts[2] + parts[3].repeat(depth) + parts[4];
    }

    private static void assertTooDeep(String text) {
        assertThatThrownBy(() -> CanonicalParser.parse(text))
                .isInstanceOfSatisfying(
                        SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("54000"));
    }

    @Test
    void parentheses_case_and_long_lists_may_be_as_deep_and_long_as_they_like() {
        int many = 50_000;
        String sum = "SELECT " + "(".repeat(many) + "t.a" + " + 1)".repeat(many) + " FROM t";
        assertThat(CanonicalParser.parse(SyntaxPrinter.print(CanonicalParser.parse(sum)))
                        .equals(CanonicalParser.parse(sum)))
                .isTrue();
        String cases = "SELECT " + "CASE WHEN t.a THEN ".repeat(many) + "1" + " END".repeat(many) + " FROM t";
        assertThat(CanonicalParser.parse(cases)).isNotNull();
        String union = "SELECT 1" + " UNION ALL SELECT 1".repeat(many);
        assertThat(((SetOperation) CanonicalParser.parse(union).body()).operands())
                .hasSize(many + 1);
    }
}
