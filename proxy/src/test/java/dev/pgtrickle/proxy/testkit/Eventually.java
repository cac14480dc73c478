package dev.pgtrickle.proxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that another thread or process brings about. */
public final class Eventually {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long PAUSE = Duration.ofMillis(10).toNanos();

    private Eventually() {}

    /** Asks again and again until the answer is the expected one; fails with the last answer. */
    public static <T> void equal(Callable<T> question, T expected) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        T answer = question.call();
        while (!answer.equals(expected) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE);
            answer = question.call();
        }
        assertThat(answer).as("after %s", DEADLINE).isEqualTo(expected);
    }
}
