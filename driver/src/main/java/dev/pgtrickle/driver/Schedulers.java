package dev.pgtrickle.driver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The schedulers that a driver or a data source has started, one for each place that it opens connections to. Thread-safe. */
final class Schedulers implements AutoCloseable {

    private final Map<Object, EmbeddedScheduler> running = new ConcurrentHashMap<>();

    /**
     * Starts a scheduler, if the application wants one and it does not run yet.
     *
     * @param settings what the application says
     * @param place what tells one place from another
     * @param sessions opens sessions there
     */
    void start(Settings settings, Object place, Supplier<DataSource> sessions) {
        if (settings.schedules()) {
            running.computeIfAbsent(place, p -> new EmbeddedScheduler(sessions.get()));
        }
    }

    /** Stops all of them. */
    @Override
    public void close() {
        running.keySet().forEach(place -> {
            EmbeddedScheduler scheduler = running.remove(place);
            if (scheduler != null) {
                scheduler.close();
            }
        });
    }
}
