package dev.pgtrickle.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.StreamTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** What stands between client and server. */
    private enum Between {
        A_RELAY {
            @Override
            Proxied start(PostgresVersion version) throws SQLException, IOException {
                return Proxied.start(version);
            }
        },
        /** It looks at what may concern stream tables, and finds that there are none. */
        AN_INTERCEPTOR {
            @Override
            Proxied start(PostgresVersion version) throws SQLException, IOException {
                return StreamTables.start(version).proxied();
            }
        };

        abstract Proxied start(PostgresVersion version) throws SQLException, IOException;
    }

    private record Setup(PostgresVersion version, Between between) {}

    private static final Map<Setup, Proxied> PROXIES = new HashMap<>();

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
            Dialogues dialogues = new Dialogues(version);
            dialogues.all().forEach((name, dialogue) -> {
                tests.add(test(new Setup(version, Between.A_RELAY), name, dialogue, seed));
                if (!dialogues.needsNoInterceptor(name)) {
                    tests.add(test(new Setup(version, Between.AN_INTERCEPTOR), name, dialogue, seed));
                }
            });
        }
        return tests;
    }

    private static DynamicTest test(Setup setup, String name, Dialogues.Dialogue dialogue, long seed) {
        String title = setup.version() + " " + setup.between() + " " + name;
        return DynamicTest.dynamicTest(title, () -> compare(setup, dialogue, new Random(seed)));
    }

    private static void compare(Setup setup, Dialogues.Dialogue dialogue, Random random) throws Exception {
        Proxied proxied = PROXIES.get(setup);
        if (proxied == null) {
            proxied = setup.between().start(setup.version());
            PROXIES.put(setup, proxied);
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
