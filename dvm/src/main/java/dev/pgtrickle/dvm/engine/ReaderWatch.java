package dev.pgtrickle.dvm.engine;

import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.session.SqlSession;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows what in the database may read stream tables whose changes are kept for COMMIT. Any thread may ask; the ring's reader looks.
 *
 * <p>After a change of the schema that we are told of, nothing is known until the next look; other changes are seen within {@link #PAUSE}.
 */
final class ReaderWatch {

    /** Between two looks while transactions are committed: each reads the names of all views and functions. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AtomicLong changes = new AtomicLong();
    private volatile Readers readers = Readers.NONE;

    /** Only the ring's reader touches the following. */
    private long seen = -1;

    private long last;

    /** What is known. */
    Readers readers() {
        return readers;
    }

    /** The schema has changed. */
    void schemaChanged() {
        changes.incrementAndGet();
        readers = Readers.NONE;
    }

    /** Looks if there may be news. */
    void look(SqlSession session, long now) {
        long before = changes.get();
        if (before == seen && now - last < PAUSE.toNanos()) {
            return;
        }
        Readers found = Readers.of(session);
        seen = before;
        last = now;
        if (!found.equals(readers)) {
            readers = found;
        }
        if (changes.get() != before) {
            readers = Readers.NONE;
        }
    }
}
