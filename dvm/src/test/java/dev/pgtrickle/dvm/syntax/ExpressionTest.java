package dev.pgtrickle.dvm.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {

    private static Expression expression(String text) {
        QueryBody body =
                CanonicalParser.parse("SELECT " + text + " AS x FROM t").body();
        return ((QueryBody.Select) body).targets().getFirst().expression();
    }

    @Test
    void is_equal_whatever_the_spacing() {
        assertThat(expression("(t.a  +\n 1)")).isEqualTo(expression("(t.a + 1)"));
        assertThat(expression("sum(t.a)")).isEqualTo(expression("sum( t.a )")).isNotEqualTo(expression("sum(t.b)"));
        assertThat(expression("'a  b'")).isNotEqualTo(expression("'a b'"));
    }

    @Test
    void a_subexpression_can_be_found() {
        List<Piece> whole =
                expression("((lower(t.b) || 'x'::text) || (t.a + 1))").pieces();
        assertThat(Collections.indexOfSubList(whole, expression("lower(t.b)").pieces()))
                .isEqualTo(2);
        assertThat(Collections.indexOfSubList(whole, expression("(t.a + 1)").pieces()))
                .isPositive();
        assertThat(Collections.indexOfSubList(whole, expression("(t.a + 2)").pieces()))
                .isNegative();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "(lower(t.a)) ~ lower(t.a)",
                "(((t.a + 1))) ~ t.a + 1",
                "t.a ~ t.a",
                "((t.a) + (t.b)) ~ (t.a) + (t.b)",
                "(t.a)::integer ~ (t.a)::integer",
                "((t.a)::integer) ~ (t.a)::integer",
                "( SELECT 1) ~ ( SELECT 1)",
                "(t.ad).x ~ (t.ad).x",
            })
    void can_be_taken_out_of_its_parentheses(String text, String inner) {
        QueryBody body = CanonicalParser.parse("SELECT " + inner).body();
        Expression expected = ((QueryBody.Select) body).targets().getFirst().expression();
        assertThat(expression(text).withoutParentheses()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "((t.a = 1) AND (t.b = 2)) ~ (t.a = 1) ~ (t.b = 2)",
                "((t.a = 1) AND ((t.b = 2) OR t.c)) ~ (t.a = 1) ~ ((t.b = 2) OR t.c)",
                "(t.c AND f(t.a, (t.c AND t.d))) ~ t.c ~ f(t.a, (t.c AND t.d))",
                "(t.c AND CASE WHEN (t.c AND t.d) THEN t.c ELSE t.d END) ~ t.c ~ CASE WHEN (t.c AND t.d) THEN t.c ELSE t.d END",
                "(t.c AND (EXISTS ( SELECT 1 FROM u WHERE (u.a AND u.b)))) ~ t.c ~ (EXISTS ( SELECT 1 FROM u WHERE (u.a AND u.b)))",
                "((t.c AND t.d) OR (t.a = 1)) ~ ((t.c AND t.d) OR (t.a = 1)) ~",
                "(NOT (t.c AND t.d)) ~ (NOT (t.c AND t.d)) ~",
                "(t.c[1] AND (t.d = ANY (ARRAY[1, 2]))) ~ t.c[1] ~ (t.d = ANY (ARRAY[1, 2]))",
            })
    void falls_apart_into_the_operands_of_and(String whole, String first, @Nullable String second) {
        List<Expression> expected = Stream.of(first, second)
                .filter(Objects::nonNull)
                .map(ExpressionTest::expression)
                .toList();
        assertThat(expression(whole).conjuncts()).isEqualTo(expected);
    }

    @Test
    void is_never_empty() {
        assertThatThrownBy(() -> new Expression(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void targets_know_their_names() {
        QueryBody body = CanonicalParser.parse("SELECT t.a, k, t.a AS \"X x\", (t.a + 1) FROM t")
                .body();
        assertThat(((QueryBody.Select) body).targets())
                .extracting(
                        target -> target.name() == null ? null : target.name().name())
                .containsExactly("a", "k", "X x", null);
    }
}
