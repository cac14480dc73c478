package dev.pgtrickle.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that another thread or process brings about. */
public final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Await() {}

    /** Something that becomes true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Polls until the condition holds; fails when it does not within a minute. */
    public static void until(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end || Thread.interrupted()) {
                throw new AssertionError("waited in vain for this: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
