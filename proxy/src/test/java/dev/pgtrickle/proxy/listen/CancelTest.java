package dev.pgtrickle.proxy.listen;

import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.startupPacket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.FakeInterceptor;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.Poll;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.ServerMessage;
import dev.pgtrickle.proxy.testkit.Wire;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests to cancel a statement. */
class CancelTest {

    private static final String SLEEP = "select pg_sleep(60)";

    @OldestAndNewest
    void ends_the_statement_and_not_the_session(PostgresVersion version) throws Exception {
        try (Proxied proxied = Proxied.start(version);
                RawClient c = proxied.connect()) {
            for (int round = 0; round < 3; round++) {
                c.send(Q(SLEEP));
                awaitSleep(proxied);
                cancel(proxied, c.key());
                c.expect("T E<57014> ZI");
            }
            c.query("select 1", "T D C ZI");
        }
    }

    @Test
    void takes_the_long_keys_of_protocol_3_2() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.V18);
                RawClient c = RawClient.open(proxied.port())) {
            c.send(startupPacket(
                    3 << 16 | 2,
                    "user",
                    "postgres",
                    "database",
                    proxied.database().name()));
            c.readUntilReady();
            assertThat(c.key()).as("process id and key").hasSizeGreaterThan(8);
            c.send(Q(SLEEP));
            awaitSleep(proxied);
            cancel(proxied, c.key());
            c.expect("T E<57014> ZI");
        }
    }

    @OldestAndNewest
    void with_a_wrong_key_does_nothing(PostgresVersion version) throws Exception {
        try (Proxied proxied = Proxied.start(version);
                RawClient c = proxied.connect()) {
            c.send(Q(SLEEP));
            awaitSleep(proxied);
            byte[] wrong = c.key();
            wrong[wrong.length - 1] ^= 1;
            cancel(proxied, wrong);
            assertThat(sleeping(proxied)).isTrue();
            cancel(proxied, c.key());
            c.expect("T E<57014> ZI");
        }
    }

    @OldestAndNewest
    void reaches_what_we_run_for_the_client(PostgresVersion version) throws Exception {
        FakeInterceptor fake = new FakeInterceptor().command("create stream table", session -> {
            session.query("CREATE TABLE made ()");
            session.query(SLEEP);
            return new Outcome.Done("unreachable");
        });
        try (Proxied proxied = Proxied.start(
                        version, config -> config.intercepting((database, certainly) -> Optional.of(fake)));
                RawClient c = proxied.connect()) {
            c.send(Q("create stream table x"));
            awaitSleep(proxied);
            cancel(proxied, c.key());
            c.expect("E<57014> ZI");
            c.send(Wire.PBE("create stream table x"), Wire.S());
            awaitSleep(proxied);
            cancel(proxied, c.key());
            c.expect("1 2 E<57014> ZI");
            c.query("select 'made'::regclass", "E<42P01> ZI");
        }
    }

    /** Returns when the server has dealt with the request: it closes the connection then. */
    private static void cancel(Proxied proxied, byte[] key) throws IOException {
        try (RawClient c = RawClient.open(proxied.port())) {
            c.send(Wire.cancelRequest(key));
            assertThat(c.read()).isEqualTo(ServerMessage.EOF);
        }
    }

    private static void awaitSleep(Proxied proxied) throws Exception {
        Poll.until("the statement is running", () -> sleeping(proxied));
    }

    private static boolean sleeping(Proxied proxied) throws Exception {
        return !proxied.database()
                .rows("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = '"
                        + proxied.database().name() + "'")
                .isEmpty();
    }
}
