package dev.pgtrickle.proxy.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that no message announces. */
public final class Poll {

    private static final long DEADLINE_NANOS = 20_000_000_000L;

    private Poll() {}

    /** Returns when a condition holds; fails when it does not for 20 seconds. */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
