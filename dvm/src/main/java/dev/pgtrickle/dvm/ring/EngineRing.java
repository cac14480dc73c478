package dev.pgtrickle.dvm.ring;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries signals to one reader, and never makes a publisher wait: when the ring is full, the reader has a batch before it that includes the same
 * kind of news.
 */
public final class EngineRing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRing.class);

    private static final int CAPACITY = 1024;

    /** What happened. */
    public enum Signal {
        /** A transaction that may have written was committed. */
        COMMIT,
        /** Time passed. */
        TICK,
        /** A refresh ended. */
        DONE
    }

    /** A slot of the ring, reused; owned by the publisher until published and by the reader until its batch ends. */
    private static final class Slot {
        private Signal signal = Signal.TICK;
    }

    /** Who reads the ring, on a thread of its own. */
    @FunctionalInterface
    public interface Reader {

        /**
         * Called once per batch of signals; the next batch collects meanwhile.
         *
         * @param signals which kinds of signals the batch had
         */
        void onBatch(Set<Signal> signals);
    }

    private final Disruptor<Slot> disruptor;
    private final RingBuffer<Slot> ring;

    /**
     * Starts a ring.
     *
     * @param threads makes the reader's thread
     * @param reader called for each batch
     */
    public EngineRing(ThreadFactory threads, Reader reader) {
        disruptor = new Disruptor<>(Slot::new, CAPACITY, threads, ProducerType.MULTI, new BlockingWaitStrategy());
        disruptor.handleEventsWith(new Batches(reader));
        ring = disruptor.start();
    }

    private static final class Batches implements EventHandler<Slot> {

        private final Reader reader;
        private final Set<Signal> collected = EnumSet.noneOf(Signal.class);

        Batches(Reader reader) {
            this.reader = reader;
        }

        @Override
        public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
            collected.add(slot.signal);
            if (endOfBatch) {
                Set<Signal> batch = EnumSet.copyOf(collected);
                collected.clear();
                try {
                    reader.onBatch(batch);
                } catch (RuntimeException e) {
                    // The reader outlives a failed batch: the next tick looks again at everything this one missed.
                    LOG.warn("The engine failed to handle {}", batch, e);
                }
            }
        }
    }

    /**
     * Publishes a signal; cheap, from any thread, event loops included.
     *
     * @param signal what happened
     */
    public void publish(Signal signal) {
        try {
            long sequence = ring.tryNext();
            ring.get(sequence).signal = signal;
            ring.publish(sequence);
        } catch (InsufficientCapacityException e) {
            // As the class says: the reader is about to look anyway.
            LOG.trace("The ring is full", e);
        }
    }

    /** Stops the reader after what is published. */
    @Override
    public void close() {
        disruptor.shutdown();
    }
}
