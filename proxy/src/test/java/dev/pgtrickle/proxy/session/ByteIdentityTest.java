package dev.pgtrickle.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The relay's oracle: a session without stream tables gets byte for byte what it would get from the server. Each dialogue is held directly,
 * through the proxy, and through the proxy with what the client sends cut at random.
 */
class ByteIdentityTest {

    private static final Map<PostgresVersion, Proxied> PROXIES = new EnumMap<>(PostgresVersion.class);

    @AfterAll
    static void stop() throws SQLException {
        for (Proxied proxied : PROXIES.values()) {
            proxied.close();
        }
        PROXIES.clear();
    }

    @TestFactory
    List<DynamicTest> the_server_to_client_stream_is_the_same() {
        long seed = System.nanoTime();
        System.out.println("ByteIdentityTest seed " + seed);
        List<DynamicTest> tests = new ArrayList<>();
        for (PostgresVersion version : List.of(PostgresVersion.V15, PostgresVersion.V18)) {
            new Dialogues(version)
                    .all()
                    .forEach((name, dialogue) -> tests.add(DynamicTest.dynamicTest(
                            version + " " + name, () -> compare(version, dialogue, new Random(seed)))));
        }
        return tests;
    }

    private static void compare(PostgresVersion version, Dialogues.Dialogue dialogue, Random random) throws Exception {
        Proxied proxied = PROXIES.get(version);
        if (proxied == null) {
            proxied = Proxied.start(version);
            PROXIES.put(version, proxied);
        }
        byte[] directly = hold(proxied, dialogue, proxied.connectDirectly());
        byte[] relayed = hold(proxied, dialogue, proxied.connect());
        byte[] cut = hold(proxied, dialogue, proxied.connect().cuttingSends(random));
        assertThat(text(relayed)).isEqualTo(text(directly));
        assertThat(text(cut)).isEqualTo(text(directly));
    }

    private static byte[] hold(Proxied proxied, Dialogues.Dialogue dialogue, RawClient client) throws Exception {
        proxied.database().run(Dialogues.SETUP);
        try (client) {
            dialogue.hold(client);
            assertThat(client.hasMore())
                    .as("more messages than the dialogue expects")
                    .isFalse();
            client.terminate();
            return client.received();
        }
    }

    private static String text(byte[] bytes) throws IOException {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
