package dev.pgtrickle.dvm.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @Test
    void reads_and_prints_qualified_names() {
        assertThat(QualifiedName.parse("Sales.Orders")).isEqualTo(QualifiedName.of("sales", "orders"));
        assertThat(QualifiedName.parse("\"My Schema\" . \"from\"").sql()).isEqualTo("\"My Schema\".\"from\"");
        assertThat(QualifiedName.parse("orders")).isEqualTo(QualifiedName.unqualified("orders"));
        assertThat(QualifiedName.unqualified("User").sql()).isEqualTo("\"User\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.", ".a", "a.b.c", "a b", "a.b;", "a,b", "a.1", "a.'b'"})
    void refuses_what_is_no_qualified_name(String text) {
        assertThatThrownBy(() -> QualifiedName.parse(text)).isInstanceOf(SqlSyntaxException.class);
    }

    @Test
    void reads_and_prints_search_paths() {
        SearchPath path = SearchPath.parse("app, \"Odd, Schema\",public");
        assertThat(path.schemas())
                .containsExactly(new Identifier("app"), new Identifier("Odd, Schema"), new Identifier("public"));
        assertThat(path.setting()).isEqualTo("app, \"Odd, Schema\", public");
        assertThat(SearchPath.parse("").schemas()).isEmpty();
        assertThatThrownBy(() -> SearchPath.parse("a, ")).isInstanceOf(SqlSyntaxException.class);
        assertThatThrownBy(() -> SearchPath.parse("a b")).isInstanceOf(SqlSyntaxException.class);
    }
}
