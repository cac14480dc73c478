package dev.pgtrickle.dvm.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void what_needs_escaping_is_escaped() {
        assertThat(Json.array(List.of(Json.object(Map.of("b", "x\"\\\n\u0001", "a", "ü")), Json.string(""))))
                .isEqualTo("[{\"a\":\"ü\",\"b\":\"x\\\"\\\\\\u000a\\u0001\"},\"\"]");
    }
}
