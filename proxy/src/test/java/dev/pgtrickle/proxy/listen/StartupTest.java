package dev.pgtrickle.proxy.listen;

import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.join;
import static dev.pgtrickle.proxy.testkit.Wire.startupPacket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.Poll;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.ServerMessage;
import dev.pgtrickle.proxy.testkit.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first packets of a connection. */
class StartupTest {

    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSSENC_REQUEST = 80_877_104;
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final int PROTOCOL_3_2 = 3 << 16 | 2;

    private static byte[] startup(Proxied proxied, int protocol, String... settings) {
        String[] user = {"user", "postgres", "database", proxied.database().name()};
        String[] all = Arrays.copyOf(user, user.length + settings.length);
        System.arraycopy(settings, 0, all, user.length, settings.length);
        return startupPacket(protocol, all);
    }

    @Test
    void requests_for_encryption_are_declined_in_any_order() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest());
                RawClient c = RawClient.open(proxied.port());
                RawClient d = RawClient.open(proxied.port())) {
            c.send(startupPacket(SSL_REQUEST));
            assertThat(c.readByte()).isEqualTo('N');
            c.send(startupPacket(GSSENC_REQUEST));
            assertThat(c.readByte()).isEqualTo('N');
            c.send(startup(proxied, PROTOCOL_3_0));
            assertThat(c.readUntilReady().getLast().full()).isEqualTo("ZI");
            d.send(startupPacket(GSSENC_REQUEST), startupPacket(SSL_REQUEST), startup(proxied, PROTOCOL_3_0));
            assertThat(d.readByte()).isEqualTo('N');
            assertThat(d.readByte()).isEqualTo('N');
            assertThat(d.readUntilReady().getLast().full()).isEqualTo("ZI");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SSL_REQUEST, GSSENC_REQUEST})
    void a_second_request_for_the_same_encryption_ends_the_connection(int request) throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest());
                RawClient c = RawClient.open(proxied.port())) {
            c.send(startupPacket(request), startupPacket(request));
            assertThat(c.readByte()).isEqualTo('N');
            assertThat(c.read()).isEqualTo(ServerMessage.EOF);
        }
    }

    @Test
    void it_may_come_byte_by_byte_and_together_with_the_first_query() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest());
                RawClient c = RawClient.open(proxied.port())) {
            byte[] all = join(startupPacket(SSL_REQUEST), startup(proxied, PROTOCOL_3_0), Q("select 7"), Q("select 8"));
            for (byte b : all) {
                c.send(new byte[] {b});
            }
            assertThat(c.readByte()).isEqualTo('N');
            c.readUntilReady();
            c.expect("T D<7> C ZI T D<8> C ZI");
        }
    }

    @Test
    void what_is_no_startup_packet_ends_the_connection_as_the_server_would() throws Exception {
        byte[] hello = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};
        byte[] tooLong = startupPacket(PROTOCOL_3_0, "user", "x".repeat(10_000));
        byte[][] packets = {
            hello,
            tooLong,
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            {0, 0, 0, 0, 0, 0, 0, 0},
            {-1, -1, -1, -1, 0, 3, 0, 0},
            {0, 0, 0, 4},
            {0, 0, 0, 12, 4, -46, 22, 46, 0, 0, 0, 1},
        };
        try (Proxied proxied = Proxied.start(PostgresVersion.newest())) {
            for (byte[] packet : packets) {
                try (RawClient c = RawClient.open(proxied.port());
                        RawClient directly = RawClient.open(proxied.database().port())) {
                    assertThat(c.send(packet).read())
                            .as(Arrays.toString(packet))
                            .isEqualTo(ServerMessage.EOF);
                    assertThat(directly.send(packet).read()).isEqualTo(ServerMessage.EOF);
                }
            }
        }
    }

    @OldestAndNewest
    void the_server_answers_what_it_answers_directly(PostgresVersion version) throws Exception {
        byte[] unterminated = startupPacket(PROTOCOL_3_0, "user", "postgres");
        unterminated[3]--;
        try (Proxied proxied = Proxied.start(version)) {
            byte[][] packets = {
                startup(proxied, PROTOCOL_3_0),
                startup(proxied, PROTOCOL_3_2),
                startup(proxied, 3 << 16 | 9999, "_pq_.test_protocol_negotiation", "x"),
                startup(proxied, 2 << 16),
                startup(proxied, 4 << 16),
                startup(proxied, PROTOCOL_3_0, "application_name", "x", "options", "-c geqo=off -c work_mem=8MB"),
                startup(proxied, PROTOCOL_3_0, "client_encoding", "sjis"),
                startup(proxied, PROTOCOL_3_0, "nonsense", "x"),
                startup(proxied, PROTOCOL_3_0, "replication", "database"),
                startup(proxied, PROTOCOL_3_0, "replication", "off"),
                startupPacket(PROTOCOL_3_0, "user", "nobody"),
                startupPacket(PROTOCOL_3_0, "user", "postgres", "database", "nowhere"),
                startupPacket(PROTOCOL_3_0, "database", "postgres"),
                Arrays.copyOf(unterminated, unterminated.length - 1),
            };
            for (byte[] packet : packets) {
                String directly = answer(proxied.database().port(), packet);
                assertThat(answer(proxied.port(), packet)).isEqualTo(directly);
            }
        }
    }

    private static String answer(int port, byte[] packet) throws IOException {
        try (RawClient c = RawClient.open(port)) {
            c.send(packet);
            String end = RawClient.transcript(c.readUntilReady());
            if (end.endsWith("ZI")) {
                c.send(Q("SHOW work_mem"));
                c.readUntilReady();
                c.terminate();
            }
            return new String(c.received(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void a_replication_session_is_relayed_without_a_look() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest());
                RawClient c = proxied.connect("replication", "database").cuttingSends(new Random(1))) {
            c.send(Q("IDENTIFY_SYSTEM"));
            assertThat(RawClient.transcript(c.readUntilReady()))
                    .startsWith("T<systemid|")
                    .endsWith("ZI");
            c.send(Q("CREATE_REPLICATION_SLOT x TEMPORARY LOGICAL pgoutput (SNAPSHOT 'nothing')"));
            assertThat(RawClient.transcript(c.readUntilReady()))
                    .startsWith("T<slot_name|")
                    .endsWith("ZI");
            c.send(Q("START_REPLICATION SLOT x LOGICAL 0/0 (proto_version '1', publication_names 'p')"));
            assertThat(c.read().type()).isEqualTo('W');
        }
    }

    @Test
    void too_many_clients_are_told_so() throws Exception {
        try (Proxied proxied = Proxied.start(
                        PostgresVersion.newest(),
                        config -> config.limited(2, Duration.ofSeconds(60), Duration.ofSeconds(30)));
                RawClient first = proxied.connect();
                RawClient second = proxied.connect()) {
            try (RawClient third = RawClient.open(proxied.port())) {
                third.send(startup(proxied, PROTOCOL_3_0)).expect("E<53300> EOF");
            }
            first.query("select 1", "T D C ZI");
            second.terminate();
            second.expect("EOF");
            Poll.until("the second client is gone", () -> proxied.proxy().clientCount() == 1);
            try (RawClient fourth = proxied.connect()) {
                fourth.query("select 1", "T D C ZI");
            }
        }
    }

    @Test
    @Timeout(30)
    void who_does_not_log_in_is_sent_away() throws Exception {
        try (Proxied proxied = Proxied.start(
                        PostgresVersion.newest(),
                        config -> config.limited(10, Duration.ofMillis(700), Duration.ofSeconds(30)));
                RawClient silent = RawClient.open(proxied.port());
                RawClient half = RawClient.open(proxied.port());
                RawClient honest = proxied.connect()) {
            half.send(Arrays.copyOf(startup(proxied, PROTOCOL_3_0), 20));
            assertThat(silent.read()).isEqualTo(ServerMessage.EOF);
            assertThat(half.read()).isEqualTo(ServerMessage.EOF);
            honest.query("select 1", "T D C ZI");
            Poll.until("only the honest one is left", () -> proxied.proxy().clientCount() == 1);
        }
    }

    @Test
    void a_server_that_cannot_be_reached_is_a_clear_error() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        try (ProxyServer proxy = ProxyServer.start(ProxyConfig.relaying(new Upstream("127.0.0.1", unused)));
                RawClient c = RawClient.open(proxy.port())) {
            ServerMessage error =
                    c.send(startupPacket(PROTOCOL_3_0, "user", "x")).read();
            assertThat(error.fields())
                    .containsEntry('S', "FATAL")
                    .containsEntry('C', "08006")
                    .containsEntry('M', "could not connect to the PostgreSQL server at \"127.0.0.1\", port " + unused)
                    .containsKeys('D', 'H');
            assertThat(c.read()).isEqualTo(ServerMessage.EOF);
        }
    }

    @Test
    void a_port_that_is_taken_is_a_clear_error() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProxyConfig free = ProxyConfig.relaying(new Upstream("127.0.0.1", 1));
            ProxyConfig taken = new ProxyConfig(
                    free.listenHost(),
                    socket.getLocalPort(),
                    free.upstream(),
                    free.maxClients(),
                    free.connectTimeout(),
                    free.loginTimeout(),
                    free.drainTimeout(),
                    free.eventLoops(),
                    free.interceptors(),
                    free.commitListener());
            assertThatThrownBy(() -> {
                        try (ProxyServer unexpected = ProxyServer.start(taken)) {
                            assertThat(unexpected.port()).isZero();
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on 127.0.0.1, port " + socket.getLocalPort());
        }
    }

    @Test
    void a_proxy_that_stops_ends_idle_sessions_and_lets_others_end_their_transaction() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest());
                RawClient idle = proxied.connect();
                RawClient starting = RawClient.open(proxied.port());
                RawClient busy = proxied.connect()) {
            busy.query("begin", "C ZT");
            Thread stopping = Thread.ofVirtual().start(proxied.proxy()::close);
            idle.expect("E<57P01> EOF");
            assertThat(starting.read()).isEqualTo(ServerMessage.EOF);
            busy.query("select 1", "T D C ZT").query("commit", "C<COMMIT> ZI E<57P01> EOF");
            stopping.join();
            assertThat(proxied.proxy().clientCount()).isZero();
        }
    }

    @Test
    @Timeout(30)
    void a_proxy_that_stops_does_not_wait_for_ever() throws Exception {
        try (Proxied proxied = Proxied.start(
                        PostgresVersion.newest(),
                        config -> config.limited(10, Duration.ofSeconds(60), Duration.ofMillis(200)));
                RawClient busy = proxied.connect()) {
            busy.query("begin", "C ZT");
            busy.send(Wire.Q("select pg_sleep(60)"));
            proxied.proxy().close();
            busy.expect("E<57P01> EOF");
        }
    }
}
