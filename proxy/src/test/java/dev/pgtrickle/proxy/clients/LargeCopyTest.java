package dev.pgtrickle.proxy.clients;

import static dev.pgtrickle.proxy.testkit.Wire.Q;
import static dev.pgtrickle.proxy.testkit.Wire.c;
import static dev.pgtrickle.proxy.testkit.Wire.d;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.Poll;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import dev.pgtrickle.proxy.testkit.ServerMessage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** However much passes through, and however slowly it is read, the proxy holds little of it. */
class LargeCopyTest {

    private static final int MEGABYTE = 1 << 20;

    /** What a session may hold: the write water marks and a read for each direction, in the chunks of Netty's allocator. */
    private static final long ALLOWED = 24L * MEGABYTE;

    private static final int MEGABYTES = 100;

    private static long directMemory() {
        var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        return metric.usedDirectMemory() + metric.usedHeapMemory();
    }

    @Test
    void a_copy_to_a_slow_client_waits_in_the_server() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest());
                RawClient client = proxied.connect()) {
            long before = directMemory();
            client.send(Q("copy (select repeat('x', 1023) from generate_series(1, " + MEGABYTES * 1024
                            + ")) to stdout"))
                    .expect("H");
            Poll.until(
                    "the server waits for its client",
                    () -> !proxied.database()
                            .rows(
                                    "SELECT pid FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND datname = current_database()")
                            .isEmpty());
            long most = directMemory() - before;
            long bytes = 0;
            ServerMessage message = client.read();
            while (message.type() == 'd') {
                bytes += message.body().length;
                if (bytes % (1 << 14) == 0) {
                    most = Math.max(most, directMemory() - before);
                }
                message = client.read();
            }
            assertThat(bytes).isEqualTo(MEGABYTES * 1024L * 1024);
            assertThat(message.type()).isEqualTo('c');
            client.expect("C ZI");
            assertThat(most).as("bytes held").isLessThan(ALLOWED);
        }
    }

    @Test
    void a_copy_to_a_slow_server_waits_in_the_client() throws Exception {
        try (Proxied proxied = Proxied.start(PostgresVersion.newest());
                RawClient holder = proxied.connect();
                RawClient client = proxied.connect()) {
            holder.query("create unlogged table t (a text)", "C ZI");
            holder.query("begin; lock table t", "C C ZT");
            long before = directMemory();
            AtomicLong sent = new AtomicLong();
            byte[] data = d(("x".repeat(1023) + "\n").repeat(1024));
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    client.send(Q("copy t from stdin"));
                    for (int i = 0; i < MEGABYTES; i++) {
                        client.send(data);
                        sent.incrementAndGet();
                    }
                    client.send(c());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            // The server reads nothing while it waits for the lock; what is sent sits in the buffers of the sockets.
            AtomicLong last = new AtomicLong(-1);
            AtomicLong standstill = new AtomicLong();
            Poll.until("the client cannot send more", () -> {
                boolean moved = last.getAndSet(sent.get()) != sent.get();
                return (moved ? standstill.updateAndGet(n -> 0) : standstill.incrementAndGet()) == 30;
            });
            assertThat(sent.get()).isLessThan(MEGABYTES);
            long most = directMemory() - before;
            holder.query("commit", "C ZI");
            while (sending.isAlive()) {
                most = Math.max(most, directMemory() - before);
                Thread.onSpinWait();
            }
            client.expect("G C<COPY " + MEGABYTES * 1024 + "> ZI");
            assertThat(most).as("bytes held").isLessThan(ALLOWED);
        }
    }
}
