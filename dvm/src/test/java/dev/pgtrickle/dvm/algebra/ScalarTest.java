package dev.pgtrickle.dvm.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalarTest {

    private static final ColumnId A = new ColumnId(1);
    private static final ColumnId B = new ColumnId(2);

    private static final Scalar SUM = new Scalar(List.of(new Reference(A), new Token("+"), new Reference(B)));

    @Test
    void substitution_keeps_the_meaning_by_parentheses() {
        Scalar product = new Scalar(List.of(new Reference(A), new Token("*"), new Token("2")));
        assertThat(product.substitute(Map.of(A, SUM))).hasToString("(c1 + c2) * 2");
        assertThat(product.substitute(Map.of(A, Scalar.of(B)))).hasToString("c2 * 2");
        assertThat(product.substitute(Map.of(B, SUM))).isEqualTo(product);
    }

    @Test
    void parentheses_around_a_column_are_dropped_and_others_are_not() {
        Scalar wrapped = Scalar.of(A)
                .substitute(Map.of(A, new Scalar(List.of(new Token("("), new Reference(B), new Token(")")))));
        assertThat(wrapped).hasToString("((c2))");
        assertThat(wrapped.unwrapped()).isEqualTo(Scalar.of(B));
        assertThat(SUM.operand().unwrapped()).hasToString("(c1 + c2)");
        assertThat(Scalar.of(A).unwrapped()).isEqualTo(Scalar.of(A));
        assertThat(Scalar.tokens("(", "1", ")").unwrapped()).hasToString("(1)");
    }

    @Test
    void columns_are_those_that_are_read() {
        assertThat(SUM.columns()).containsExactly(A, B);
        assertThat(Scalar.tokens("1").columns()).isEmpty();
    }

    @Test
    void printing_reads_like_sql() {
        assertThat(Scalar.tokens("pg_catalog", ".", "lower", "(", "'x'", "::", "text", ",", "a", "[", "1", "]", ")")
                        .toString())
                .isEqualTo("pg_catalog.lower('x'::text, a[1])");
        assertThat(Scalar.tokens("CASE", "WHEN", "(", "x", "IS", "NULL", ")", "THEN", "-1", "END")
                        .toString())
                .isEqualTo("CASE WHEN (x IS NULL) THEN -1 END");
    }

    @Test
    void an_expression_has_terms() {
        assertThatThrownBy(() -> new Scalar(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
