package dev.pgtrickle.dvm.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralTest {

    private static final String ALPHABET = "ab'\\\"\n\t $;-/*Eä\u4e2d";

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void means_the_same_value_under_either_string_setting(String standardConformingStrings) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", System.nanoTime());
        Random random = new Random(seed);
        try (Database database = Database.create(PostgresVersion.newest());
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                PreparedStatement quote = connection.prepareStatement("SELECT quote_literal(?)")) {
            statement.execute("SET escape_string_warning = off");
            statement.execute("SET standard_conforming_strings = " + standardConformingStrings);
            for (int i = 0; i < 300; i++) {
                String value = randomValue(random);
                Literal literal = new Literal(value);
                try (ResultSet result =
                        statement.executeQuery("SELECT " + literal.sql().replace("?", "??"))) {
                    result.next();
                    assertThat(result.getString(1))
                            .as("-Dpgtrickle.seed=%d", seed)
                            .isEqualTo(value);
                }
                quote.setString(1, value);
                try (ResultSet result = quote.executeQuery()) {
                    result.next();
                    assertThat(literal.sql()).as("-Dpgtrickle.seed=%d", seed).isEqualTo(result.getString(1));
                }
            }
        }
    }

    private static String randomValue(Random random) {
        StringBuilder value = new StringBuilder();
        int length = random.nextInt(9);
        for (int i = 0; i < length; i++) {
            value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return value.toString();
    }

    @Test
    void null_is_the_key_word() {
        assertThat(new Literal(null).sql()).isEqualTo("NULL");
    }

    @Test
    void refuses_a_text_that_the_server_cannot_hold() {
        assertThatThrownBy(() -> new Literal("a\0")).isInstanceOf(IllegalArgumentException.class);
    }
}
