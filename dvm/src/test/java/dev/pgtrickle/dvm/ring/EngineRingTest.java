package dev.pgtrickle.dvm.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.ring.EngineRing.Signal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineRingTest {

    @Test
    void signals_that_arrive_during_a_batch_are_the_next_batch() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Set<Signal>> batches = new CopyOnWriteArrayList<>();
        try (EngineRing ring = new EngineRing(Thread.ofPlatform().daemon().factory(), signals -> {
            batches.add(EnumSet.copyOf(signals));
            entered.countDown();
            await(release);
        })) {
            ring.publish(Signal.TICK);
            entered.await();
            for (int i = 0; i < 500; i++) {
                ring.publish(i % 2 == 0 ? Signal.COMMIT : Signal.TICK);
            }
            release.countDown();
        }
        // The reader was held in its first batch while all the others were published, so they are one batch.
        assertThat(batches).containsExactly(EnumSet.of(Signal.TICK), EnumSet.of(Signal.COMMIT, Signal.TICK));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_full_ring_does_not_hold_publishers_up_and_a_failing_batch_does_not_end_it() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        AtomicInteger batches = new AtomicInteger();
        try (EngineRing ring = new EngineRing(Thread.ofPlatform().daemon().factory(), signals -> {
            entered.countDown();
            await(release);
            if (batches.incrementAndGet() == 1) {
                throw new IllegalStateException("the first batch fails");
            }
        })) {
            ring.publish(Signal.COMMIT);
            entered.await();
            for (int i = 0; i < 100_000; i++) {
                ring.publish(Signal.COMMIT);
            }
            release.countDown();
        }
        assertThat(batches.get()).isGreaterThanOrEqualTo(2);
    }
}
