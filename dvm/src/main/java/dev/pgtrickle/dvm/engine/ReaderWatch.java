package dev.pgtrickle.dvm.engine;

import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what in the database may read stream tables whose changes are kept for COMMIT. Any thread may ask; the ring's reader looks.
 *
 * <p>After a change of the schema that we are told of, nothing is known until the next look; other changes are seen within {@link #PAUSE}.
 */
final class ReaderWatch {

    /** Between two looks while transactions are committed: each reads the names of all views and functions. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ReaderWatch.class);

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
        seen = before;
        last = now;
        Readers found;
        try {
            found = Readers.of(session);
        } catch (SqlError e) {
            // As with a catalog of an older version that could not be brought up to date; without this, nothing is
            // kept.
            LOG.debug("What may read stream tables is not known: {}", e.message());
            found = Readers.NONE;
        }
        if (!found.equals(readers)) {
            readers = found;
        }
        if (changes.get() != before) {
            readers = Readers.NONE;
        }
    }
}
