package dev.pgtrickle.dvm.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayTextTest {

    private static final List<@Nullable String> ODD = Arrays.asList(
            "a", "", "NULL", "null", null, "a b", "a,b", "{}", "\"", "\\", "it's", " x ", "äß", "a\nb", "}", "\\\"");

    @Test
    void the_server_reads_what_is_written_and_we_read_what_the_server_writes() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest());
                Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT ?::text[]::text, cardinality(?::text[]), ?::text[]::text")) {
            statement.setString(1, ArrayText.format(ODD));
            statement.setString(2, ArrayText.format(ODD));
            statement.setString(3, ArrayText.format(List.of()));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                assertThat(ArrayText.parse(result.getString(1))).isEqualTo(ODD);
                assertThat(result.getInt(2)).isEqualTo(ODD.size());
                assertThat(ArrayText.parse(result.getString(3))).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{a", "{a,}", "{,a}", "{a}x", "[0:1]={a,b}", "{{a},{b}}", "{\"a}", "{a\"b\"}"})
    void refuses_anything_else(String text) {
        assertThatThrownBy(() -> ArrayText.parse(text)).isInstanceOf(SqlSyntaxException.class);
    }
}
