package dev.pgtrickle.driver;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * The places that a driver or a data source opens connections to. Thread-safe.
 *
 * <p>What is known of a place is forgotten with its last connection; the scheduler there, if the application wants one, runs until it is closed.
 */
final class Places implements AutoCloseable {

    private final Map<Object, WeakReference<KnownReaders>> known = new ConcurrentHashMap<>();
    private final Schedulers schedulers = new Schedulers();

    /**
     * A place, for a connection that has just been opened there.
     *
     * @param name what tells one place from another
     * @param settings what the application says about stream tables
     * @param others opens further sessions there
     * @return what the connection shares with others
     */
    Place at(Object name, Settings settings, DataSource others) {
        schedulers.start(settings, name, () -> others);
        return new Place(settings, others, readers(name));
    }

    private KnownReaders readers(Object name) {
        WeakReference<KnownReaders> reference = known.get(name);
        KnownReaders found = reference == null ? null : reference.get();
        if (found != null) {
            return found;
        }
        known.values().removeIf(one -> one.get() == null);
        KnownReaders fresh = new KnownReaders();
        WeakReference<KnownReaders> kept =
                known.merge(name, new WeakReference<>(fresh), (old, mine) -> old.get() == null ? mine : old);
        // Another thread's may be there already, whose connection is gone again.
        return Objects.requireNonNullElse(kept.get(), fresh);
    }

    /** Stops the schedulers. */
    @Override
    public void close() {
        schedulers.close();
    }
}
