package dev.pgtrickle.proxy.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConninfoTest {

    private static Conninfo parse(String text) {
        return Conninfo.parse(text, Map.of());
    }

    private static final Conninfo FULL = new Conninfo("db.example.com", 5433, "app", "me", Optional.of("a b'c\\"), 3);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=db.example.com port=5433 dbname=app user=me password='a b\\'c\\\\' connect_timeout=3",
                "  user = me  password = a\\ b\\'c\\\\ host='db.example.com' dbname=app port = '5433' connect_timeout=3 ",
                "postgresql://me:a%20b'c%5C@db.example.com:5433/app?connect_timeout=3",
                "postgres://db.example.com/app?connect_timeout=3&user=me&port=5433&password=a%20b%27c%5c&sslmode=disable"
            })
    void reads_both_notations(String text) {
        assertThat(parse(text)).isEqualTo(FULL);
    }

    @Test
    void fills_in_what_is_not_said() {
        assertThat(parse("user=me")).isEqualTo(new Conninfo("127.0.0.1", 5432, "me", "me", Optional.empty(), 10));
        assertThat(Conninfo.parse("", Map.of("PGHOST", "h", "PGPORT", "1", "PGUSER", "u", "PGPASSWORD", "p")))
                .isEqualTo(new Conninfo("h", 1, "u", "u", Optional.of("p"), 10));
        assertThat(parse("host=''  user=me").host()).isEqualTo("127.0.0.1");
    }

    @Test
    void reads_an_address_of_version_6() {
        assertThat(parse("postgresql://u@[::1]:7/d")).isEqualTo(new Conninfo("::1", 7, "d", "u", Optional.empty(), 10));
        assertThat(parse("postgresql://u@[::1]/d").port()).isEqualTo(5432);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "hots=x; \"hots\" is not something",
                "host=a port; not readable from character 7 on",
                "password='x; not readable from character 1 on",
                "port=abc; \"abc\" of \"port\"",
                "port=70000; not between 1 and 65535",
                "sslmode=require; without TLS",
                "sslmode=what; not a mode",
                "host=/var/run/postgresql; socket directory",
                "host=a,b; several hosts",
                "postgresql://a b/c; not readable at character"
            })
    void says_what_is_wrong(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void keeps_the_password_to_itself() {
        assertThat(FULL.toString()).isEqualTo("host=db.example.com port=5433 dbname=app user=me");
        assertThatThrownBy(() -> parse("postgresql://u:sec ret@h/d")).hasMessageNotContaining("ret@");
    }
}
