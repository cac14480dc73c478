package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.coalesce.Readers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * What may read stream tables of a database, as its connections know it: one of them looks for all. Thread-safe, and nobody waits: while one looks,
 * the others go by what was known before.
 *
 * <p>What is known here may be outdated; then a statement that reads a stream table is refused by the server, and never answered wrongly.
 */
final class KnownReaders {

    /** What was learnt holds so long. Each look takes the server some milliseconds. */
    static final Duration HOLDS = Duration.ofSeconds(2);

    /**
     * What is known.
     *
     * @param readers the readers
     * @param since when a connection began to look for them, or for their successors, in nanoseconds of the clock
     */
    private record Known(Readers readers, long since) {}

    private final LongSupplier clock;
    private final AtomicReference<Known> known;

    /** Nothing is known. */
    KnownReaders() {
        this(System::nanoTime);
    }

    /**
     * Nothing is known.
     *
     * @param clock nanoseconds
     */
    KnownReaders(LongSupplier clock) {
        this.clock = clock;
        this.known = new AtomicReference<>(new Known(Readers.NONE, clock.getAsLong() - HOLDS.toNanos()));
    }

    /** What was learnt last, however long ago. */
    Readers latest() {
        return known.get().readers();
    }

    /**
     * What there is, as of two seconds ago or later, unless somebody looks just now. When a look fails, what was known before holds for as long.
     *
     * @param look asks the database, if nobody else has
     * @return the readers
     * @throws X what the look throws
     */
    <X extends Exception> Readers recent(Look<X> look) throws X {
        Known before = known.get();
        long now = clock.getAsLong();
        if (now - before.since() < HOLDS.toNanos()) {
            return before.readers();
        }
        Known mine = new Known(before.readers(), now);
        return known.compareAndSet(before, mine) ? learn(look, now) : latest();
    }

    /**
     * What there is now, for a connection that has reason to think that others do not know it yet.
     *
     * @param look asks the database
     * @return the readers
     * @throws X what the look throws
     */
    <X extends Exception> Readers current(Look<X> look) throws X {
        return learn(look, clock.getAsLong());
    }

    /** A look that began later knows better. */
    private <X extends Exception> Readers learn(Look<X> look, long since) throws X {
        Readers found = look.look();
        Readers before = latest();
        // The same object where nothing has changed, which is quickly compared.
        Known mine = new Known(found.equals(before) ? before : found, since);
        var unused = known.updateAndGet(there -> since - there.since() < 0 ? there : mine);
        return mine.readers();
    }

    /**
     * Asks a database.
     *
     * @param <X> what it throws when that fails
     */
    @FunctionalInterface
    interface Look<X extends Exception> {
        /** Returns what there is now. */
        Readers look() throws X;
    }
}
