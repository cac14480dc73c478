package dev.pgtrickle.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEncodingTest {

    @ParameterizedTest
    @ValueSource(strings = {"SJIS", "SHIFT_JIS_2004", "BIG5", "GBK", "UHC", "GB18030", "JOHAB", "no such encoding"})
    void text_in_which_a_byte_may_only_look_like_ascii_is_not_read(String encoding) {
        assertThat(ClientEncoding.charset(encoding)).isEmpty();
    }

    @Test
    void other_text_is_read_in_its_encoding() {
        assertThat(ClientEncoding.charset("UTF8")).contains(StandardCharsets.UTF_8);
        assertThat(ClientEncoding.charset("utf8")).contains(StandardCharsets.UTF_8);
        assertThat(ClientEncoding.charset("SQL_ASCII")).contains(StandardCharsets.ISO_8859_1);
        assertThat(ClientEncoding.charset("EUC_JP"))
                .hasValueSatisfying(c -> assertThat(new String(new byte[] {(byte) 0xa4, (byte) 0xa2}, c))
                        .isEqualTo("\u3042"));
    }
}
