package dev.pgtrickle.dvm.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlLexerTest {

    /** The lexemes of a text, with the first letter of their kind. */
    private static String lexemes(String sql) {
        return SqlLexer.lex(sql).stream()
                .map(l -> l.kind().name().charAt(0) + ":" + l.text())
                .collect(Collectors.joining(" | "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "a.b + \"C d\"\"e\" ~ W:a | P:. | W:b | O:+ | Q:\"C d\"\"e\"",
                "'it''s' E'a\\'b' U&'\\0041' U&\"x\" B'01' x'1f' n'a' ~ S:'it''s' | S:E'a\\'b' | S:U&'\\0041' | Q:U&\"x\" | S:B'01' | S:x'1f' | S:n'a'",
                "'back\\' 1 ~ S:'back\\' | N:1",
                "$$a'b$$ $t$ $$ $u$ $t$ $1 $12 ~ S:$$a'b$$ | S:$t$ $$ $u$ $t$ | P:$1 | P:$12",
                "a$b$c ~ W:a$b$c",
                "1 1.5 .5 1e10 1.e-3 0x1F 1_000 1..2 ~ N:1 | N:1.5 | N:.5 | N:1e10 | N:1.e-3 | N:0x1F | N:1_000 | N:1 | P:.. | N:2",
                "a-- comment ~ W:a",
                "a/* x /* y */ z */b ~ W:a | W:b",
                "a+-b a*-b a@-b a<>-b ~ W:a | O:+ | O:- | W:b | W:a | O:* | O:- | W:b | W:a | O:@- | W:b | W:a | O:<> | O:- | W:b",
                "a->>'b' ?| c ~ W:a | O:->> | S:'b' | O:?| | W:c",
                "a::int[1:2] x:=1 f(a=>1) ~ W:a | P::: | W:int | P:[ | N:1 | P:: | N:2 | P:] | W:x | P::= | N:1 | W:f | P:( | W:a | O:=> | N:1 | P:)",
                "Ünï_1 ; ~ W:Ünï_1 | P:;",
            })
    void cuts_as_the_server_does(String sql, String expected) {
        assertThat(lexemes(sql)).isEqualTo(expected);
    }

    @Test
    void comments_end_operators() {
        assertThat(lexemes("a+--x\nb")).isEqualTo("W:a | O:+ | W:b");
        assertThat(lexemes("a*/**/b")).isEqualTo("W:a | O:* | W:b");
    }

    @Test
    void offsets_point_into_the_text() {
        String sql = " a /* b */\n'c' ";
        List<Lexeme> lexemes = SqlLexer.lex(sql);
        assertThat(lexemes)
                .allSatisfy(l -> assertThat(sql.substring(l.start(), l.end())).isEqualTo(l.text()));
        assertThat(lexemes).extracting(Lexeme::start).containsExactly(1, 11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a", "\"a", "/* a", "/* /* */", "$$a", "$t$ $$", "E'a\\'"})
    void refuses_what_is_not_closed(String sql) {
        assertThatThrownBy(() -> SqlLexer.lex(sql))
                .isInstanceOfSatisfying(
                        SqlSyntaxException.class, e -> assertThat(e.offset()).isEqualTo(sql.length()));
    }
}
