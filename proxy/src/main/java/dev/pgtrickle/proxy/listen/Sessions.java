package dev.pgtrickle.proxy.listen;

import dev.pgtrickle.proxy.session.Session;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The clients of a proxy: how many there are, and how they are sent home. Thread-safe. */
final class Sessions {

    /** How long a client may take to read why its session ends. */
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    private final int limit;
    private final AtomicInteger clients = new AtomicInteger();
    private final Set<Channel> starting = ConcurrentHashMap.newKeySet();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final CountDownLatch lastHasGone = new CountDownLatch(1);
    private volatile boolean draining;

    Sessions(int limit) {
        this.limit = limit;
    }

    /**
     * A client has connected.
     *
     * @param client its channel
     * @return false when there are too many already
     */
    boolean admit(Channel client) {
        int now = clients.incrementAndGet();
        starting.add(client);
        var unused = client.closeFuture().addListener(closed -> left(client));
        return now <= limit;
    }

    /**
     * A client's session has begun.
     *
     * @param session the session
     * @param client its channel
     */
    void begun(Session session, Channel client) {
        sessions.add(session);
        starting.remove(client);
        var unused = client.closeFuture().addListener(closed -> sessions.remove(session));
        if (draining) {
            session.drain();
        }
    }

    int count() {
        return clients.get();
    }

    /**
     * Ends idle sessions, gives the others some time, and ends them too.
     *
     * @param time how much
     * @throws InterruptedException when the waiting thread is interrupted
     */
    void drain(Duration time) throws InterruptedException {
        draining = true;
        starting.forEach(client -> {
            var unused = client.close();
        });
        sessions.forEach(Session::drain);
        if (clients.get() == 0) {
            return;
        }
        if (!lastHasGone.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            sessions.forEach(Session::terminate);
            // Event loops that shut down close their channels before they run what they were told to.
            var unused = lastHasGone.await(LAST_WORD.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void left(Channel client) {
        starting.remove(client);
        if (clients.decrementAndGet() == 0 && draining) {
            lastHasGone.countDown();
        }
    }
}
