package dev.pgtrickle.dvm.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    private static final String ALPHABET = "abzAZ019_$\"' .;äß\u4e2d\\-";

    @ParameterizedTest
    @EnumSource
    void quotes_every_key_word_that_the_server_quotes(PostgresVersion version) throws Exception {
        try (Database database = Database.create(version)) {
            List<String> words = database.rows("SELECT word FROM pg_get_keywords() WHERE quote_ident(word) <> word");
            assertThat(words).hasSizeGreaterThan(100);
            assertThat(words)
                    .allSatisfy(word -> assertThat(new Identifier(word).sql()).isEqualTo('"' + word + '"'));
        }
    }

    @Test
    void quotes_no_key_word_that_the_newest_server_leaves_alone() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest())) {
            List<String> words = database.rows("SELECT word FROM pg_get_keywords() WHERE quote_ident(word) = word");
            assertThat(words).hasSizeGreaterThan(200);
            assertThat(words)
                    .allSatisfy(word -> assertThat(new Identifier(word).sql()).isEqualTo(word));
        }
    }

    @Test
    void quotes_as_the_server_does_and_the_server_reads_it_back() throws Exception {
        long seed = Long.getLong("pgtrickle.seed", System.nanoTime());
        Random random = new Random(seed);
        try (Database database = Database.create(PostgresVersion.newest());
                Connection connection = database.connect();
                PreparedStatement quote = connection.prepareStatement("SELECT quote_ident(?)")) {
            for (int i = 0; i < 300; i++) {
                String name = randomName(random);
                Identifier identifier = new Identifier(name);
                quote.setString(1, name);
                try (ResultSet result = quote.executeQuery()) {
                    result.next();
                    assertThat(identifier.sql()).as("-Dpgtrickle.seed=%d", seed).isEqualTo(result.getString(1));
                }
                try (ResultSet result = connection.createStatement().executeQuery("SELECT 1 AS " + identifier.sql())) {
                    assertThat(result.getMetaData().getColumnName(1))
                            .as("-Dpgtrickle.seed=%d", seed)
                            .isEqualTo(name);
                }
                assertThat(Identifier.parse(identifier.sql()))
                        .as("-Dpgtrickle.seed=%d", seed)
                        .isEqualTo(identifier);
            }
        }
    }

    private static String randomName(Random random) {
        StringBuilder name = new StringBuilder();
        int length = 1 + random.nextInt(8);
        for (int i = 0; i < length; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Orders,orders",
                "\"Orders\",Orders",
                "\"a\"\"b\",a\"b",
                "  x  ,x",
                "ÄB,Äb",
                "\"x.y\",x.y",
                "_1$,_1$"
            })
    void reads_what_a_user_writes(String text, String name) {
        assertThat(Identifier.parse(text).name()).isEqualTo(name);
    }

    @Test
    void cuts_a_long_name_as_the_server_does() throws Exception {
        String name = "x" + "ä".repeat(40);
        try (Database database = Database.create(PostgresVersion.newest());
                Connection connection = database.connect();
                ResultSet result = connection.createStatement().executeQuery("SELECT 1 AS " + name)) {
            assertThat(Identifier.parse(name).name())
                    .isEqualTo(result.getMetaData().getColumnName(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "1", "'a'", "\"\"", "a;", "\"a", "U&\"a\""})
    void refuses_what_is_no_identifier(String text) {
        assertThatThrownBy(() -> Identifier.parse(text)).isInstanceOf(SqlSyntaxException.class);
    }

    @Test
    void refuses_names_that_no_object_can_have() {
        assertThatThrownBy(() -> new Identifier("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identifier("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }
}
