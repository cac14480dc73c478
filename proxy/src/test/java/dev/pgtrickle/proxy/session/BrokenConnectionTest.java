package dev.pgtrickle.proxy.session;

import static dev.pgtrickle.proxy.testkit.Wire.PBE;
import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.S;
import static dev.pgtrickle.proxy.testkit.Wire.startupPacket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import dev.pgtrickle.proxy.listen.Upstream;
import dev.pgtrickle.proxy.testkit.FakeInterceptor;
import dev.pgtrickle.proxy.testkit.OldestAndNewest;
import dev.pgtrickle.proxy.testkit.Poll;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is left of a session when one end of it vanishes. */
class BrokenConnectionTest {

    @OldestAndNewest
    void a_session_that_the_server_ends_ends_with_the_servers_words(PostgresVersion version) throws Exception {
        try (Proxied proxied = Proxied.start(version);
                RawClient c = proxied.connect();
                RawClient busy = proxied.connect()) {
            busy.send(Q("select pg_sleep(60)"));
            proxied.database().run("SELECT pg_terminate_backend(" + pid(c.key()) + ")");
            c.expect("E<57P01> EOF");
            awaitSleep(proxied);
            proxied.database().run("SELECT pg_terminate_backend(" + pid(busy.key()) + ")");
            busy.expect("T E<57P01> EOF");
            Poll.until("the proxy has let both go", () -> proxied.proxy().clientCount() == 0);
        }
    }

    @OldestAndNewest
    void a_server_that_ends_while_we_work_for_the_client_is_no_success(PostgresVersion version) throws Exception {
        FakeInterceptor fake = new FakeInterceptor().command("create stream table", session -> {
            session.query("CREATE TABLE made ()");
            session.query("SELECT pg_sleep(60)");
            return new Outcome.Done("unreachable");
        });
        try (Proxied proxied = intercepted(version, fake);
                RawClient c = proxied.connect()) {
            c.send(Q("create stream table x"));
            awaitSleep(proxied);
            proxied.database().run("SELECT pg_terminate_backend(" + pid(c.key()) + ")");
            c.expect("E<57P01> EOF");
            assertThat(proxied.database().rows("SELECT to_regclass('made')")).containsExactly("<null>");
        }
    }

    /** The server breaks off in the middle of a message, as one that is killed may. */
    @Test
    void half_a_message_of_the_server_is_passed_on_and_then_the_connection_ends() throws Exception {
        byte[] half = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'S', 0, 0, 0, 50, 'a'};
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProxyServer proxy =
                        ProxyServer.start(ProxyConfig.relaying(new Upstream("127.0.0.1", server.getLocalPort())));
                RawClient c = RawClient.open(proxy.port())) {
            c.send(startupPacket(3 << 16, "user", "x"));
            try (Socket accepted = server.accept()) {
                DataInputStream in = new DataInputStream(accepted.getInputStream());
                in.readNBytes(in.readInt() - 4);
                accepted.getOutputStream().write(half);
            }
            c.expect("R EOF");
            Poll.until("the proxy has let it go", () -> proxy.clientCount() == 0);
        }
    }

    @Test
    void a_server_that_speaks_nonsense_is_a_violation() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProxyServer proxy =
                        ProxyServer.start(ProxyConfig.relaying(new Upstream("127.0.0.1", server.getLocalPort())));
                RawClient c = RawClient.open(proxy.port())) {
            c.send(startupPacket(3 << 16, "user", "x"));
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write(new byte[] {'C', 0, 0, 0, 5, 0});
                c.expect("E<08P01> EOF");
            }
        }
    }

    @OldestAndNewest
    void a_client_that_vanishes_takes_its_statement_with_it_if_the_server_looks(PostgresVersion version)
            throws Exception {
        try (Proxied proxied = Proxied.start(version);
                RawClient c = proxied.connect("options", "-c client_connection_check_interval=50ms")) {
            c.send(Q("select pg_sleep(60)"));
            awaitSleep(proxied);
            c.socket().close();
            Poll.until("the statement has ended", () -> !sleeping(proxied));
            Poll.until("the proxy has let it go", () -> proxied.proxy().clientCount() == 0);
        }
    }

    @OldestAndNewest
    void a_client_that_vanishes_within_a_message_leaves_nothing(PostgresVersion version) throws Exception {
        try (Proxied proxied = Proxied.start(version)) {
            proxied.database().run("CREATE TABLE t (a int)");
            try (RawClient c = proxied.connect()) {
                c.query("begin", "C ZT").query("insert into t values (1)", "C ZT");
                c.send(new byte[] {'Q', 0, 0, 1, 0, 'c', 'o', 'm', 'm', 'i', 't'});
            }
            Poll.until("the server has let it go", () -> sessions(proxied) == 0);
            assertThat(proxied.database().rows("SELECT * FROM t")).isEmpty();
        }
    }

    @OldestAndNewest
    void a_client_that_vanishes_while_we_work_for_it_leaves_nothing(PostgresVersion version) throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch clientGone = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        FakeInterceptor fake = new FakeInterceptor().command("create stream table", session -> {
            session.query("CREATE TABLE made ()");
            atWork.countDown();
            await(clientGone);
            try {
                session.query("SELECT 1");
                return new Outcome.Done("unreachable");
            } finally {
                over.countDown();
            }
        });
        try (Proxied proxied = intercepted(version, fake)) {
            try (RawClient c = proxied.connect()) {
                c.send(Q("create stream table x"));
                await(atWork);
            }
            Poll.until("the proxy has let it go", () -> proxied.proxy().clientCount() == 0);
            clientGone.countDown();
            await(over);
            Poll.until("the server has let it go", () -> sessions(proxied) == 0);
            assertThat(proxied.database().rows("SELECT to_regclass('made')")).containsExactly("<null>");
        }
    }

    /** What has been sent cannot be taken back, so it is carried through; the client cannot know, as with any commit. */
    @OldestAndNewest
    void a_commit_that_is_under_way_is_carried_through(PostgresVersion version) throws Exception {
        FakeInterceptor fake = new FakeInterceptor().command("create stream table", session -> {
            session.query("INSERT INTO slow VALUES (1)");
            return new Outcome.Done("CREATE STREAM TABLE");
        });
        try (Proxied proxied = intercepted(version, fake);
                RawClient holder = proxied.connect()) {
            proxied.database().run("""
                            CREATE TABLE slow (a int);
                            CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS
                                $$BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END$$;
                            CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
                                FOR EACH ROW EXECUTE FUNCTION waits();
                            """);
            for (int linger : new int[] {-1, 0}) {
                holder.query("truncate slow", "C ZI").query("select pg_advisory_lock(7)", "T D C ZI");
                try (RawClient c = proxied.connect()) {
                    c.send(Q("create stream table x"));
                    Poll.until(
                            "the commit waits", () -> !waitingForLocks(proxied).isEmpty());
                    // With 0, the connection is reset; otherwise it ends in order.
                    c.socket().setSoLinger(linger == 0, Math.max(linger, 0));
                }
                if (linger == 0) {
                    Poll.until("the proxy has let it go", () -> proxied.proxy().clientCount() == 1);
                }
                holder.query("select pg_advisory_unlock(7)", "T D C ZI");
                Poll.until("the proxy has let it go", () -> proxied.proxy().clientCount() == 1);
                Poll.until(
                        "the row is there",
                        () -> proxied.database().rows("SELECT * FROM slow").size() == 1);
            }
        }
    }

    private static List<String> waitingForLocks(Proxied proxied) throws Exception {
        return proxied.database()
                .rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = "
                        + "(SELECT oid FROM pg_database WHERE datname = current_database())");
    }

    @OldestAndNewest
    void a_client_that_ends_its_side_still_gets_its_answers(PostgresVersion version) throws Exception {
        FakeInterceptor fake = new FakeInterceptor()
                .command("create stream table", session -> new Outcome.Done("CREATE STREAM TABLE"));
        try (Proxied proxied = intercepted(version, fake);
                RawClient c = proxied.connect()) {
            c.send(Q("select 1"), PBE("select 2"), S());
            c.socket().shutdownOutput();
            c.expect("T D<1> C ZI 1 2 D<2> C ZI EOF");
        }
    }

    private static Proxied intercepted(PostgresVersion version, FakeInterceptor fake) throws Exception {
        return Proxied.start(version, config -> config.intercepting((database, certainly) -> Optional.of(fake)));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int pid(byte[] key) {
        return (key[0] & 0xff) << 24 | (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | (key[3] & 0xff);
    }

    private static void awaitSleep(Proxied proxied) throws Exception {
        Poll.until("the statement is running", () -> sleeping(proxied));
    }

    private static boolean sleeping(Proxied proxied) throws Exception {
        return !activity(proxied, "wait_event = 'PgSleep'").isEmpty();
    }

    private static int sessions(Proxied proxied) throws Exception {
        return activity(proxied, "pid <> pg_backend_pid()").size();
    }

    private static List<String> activity(Proxied proxied, String condition) throws Exception {
        return proxied.database()
                .rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND " + condition);
    }
}
