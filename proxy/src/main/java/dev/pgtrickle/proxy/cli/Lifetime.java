package dev.pgtrickle.proxy.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command has started, to be stopped in reverse order: when the command ends, or before that by a signal.
 *
 * <p>A signal that comes while something starts waits until it has started, so that nothing stays behind.
 */
final class Lifetime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean ending;

    /** Begins a lifetime that ends with the JVM at the latest. */
    static Lifetime endingWithJvm() {
        Lifetime lifetime = new Lifetime();
        Runtime.getRuntime().addShutdownHook(new Thread(lifetime::close, "pgtrickle-shutdown"));
        return lifetime;
    }

    private Lifetime() {}

    /**
     * Starts something.
     *
     * @param starter starts it
     * @return what was started, which this lifetime will close
     * @throws CancellationException when the lifetime is over
     */
    <T extends AutoCloseable> T start(Supplier<T> starter) {
        lock.lock();
        try {
            if (ending) {
                throw new CancellationException("the command is ending");
            }
            T resource = starter.get();
            started.push(resource);
            return resource;
        } catch (CommandFailure e) {
            if (ending) {
                throw new CancellationException("the command is ending");
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a signal has ended the lifetime. */
    void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells a failure from what a signal does to statements under way.
     *
     * @return the failure
     * @throws CancellationException when the lifetime is over
     */
    <E extends Exception> E unlessEnding(E failure) {
        if (ending) {
            throw new CancellationException("the command is ending");
        }
        return failure;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ending = true;
            while (!started.isEmpty()) {
                AutoCloseable resource = started.pop();
                try {
                    resource.close();
                } catch (Exception e) {
                    LOG.warn("{} did not stop cleanly", resource.getClass().getSimpleName(), e);
                }
            }
        } finally {
            lock.unlock();
        }
        end.countDown();
    }
}
