package dev.pgtrickle.dvm.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.command.StreamTableInterceptor;
import dev.pgtrickle.dvm.engine.DueList.Unseen;
import dev.pgtrickle.dvm.install.Schedule;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.refresh.Initiator;
import dev.pgtrickle.dvm.refresh.RefreshResult;
import dev.pgtrickle.dvm.refresh.RefreshService;
import dev.pgtrickle.dvm.ring.EngineRing;
import dev.pgtrickle.dvm.ring.EngineRing.Signal;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.Translations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the stream tables of one database fresh.
 *
 * <p>Threads: publishers signal through the ring; its reader looks at the catalog and chooses; each refresh runs on a virtual thread with a session
 * of its own. Several engines over one database do no harm: a refresh that another one is doing is skipped.
 */
public final class DatabaseEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseEngine.class);

    private static final String CANDIDATES = """
            SELECT t.pgt_id, t.schedule, t.volatile_inputs,
                   t.reads_clock OR EXISTS (SELECT FROM pgtrickle.stream_table part WHERE part.intermediate_of = t.pgt_id AND part.reads_clock)
            FROM pgtrickle.stream_table t JOIN pgtrickle.stream_table_state s USING (pgt_id)
            WHERE s.is_populated AND s.status <> 'SUSPENDED' AND t.intermediate_of IS NULL
              AND (t.refresh_mode <> 'IMMEDIATE' OR s.needs_reinit
                   OR EXISTS (SELECT FROM pgtrickle.stream_table part JOIN pgtrickle.stream_table_state p USING (pgt_id)
                              WHERE part.intermediate_of = t.pgt_id AND p.needs_reinit))
            """;

    private final HikariDataSource connections;
    private final Translations translations = new Translations();
    private final RefreshService refreshes;
    private final StreamTableInterceptor interceptor;
    private final Housekeeping housekeeping;
    private final DueList dueList = new DueList();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Folding folding;
    private final ReaderWatch readerWatch = new ReaderWatch();
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> ticking;
    private final EngineRing ring;
    private final Timer refreshTimer;
    private final Counter failures;

    /** Only the ring's reader touches it: the snapshot at its last look, to tell whether anything was committed since. */
    private String lastSnapshot = "";

    private volatile boolean closing;

    /**
     * Starts an engine.
     *
     * @param settings what it needs to know
     * @param meters where it reports to
     */
    public DatabaseEngine(EngineSettings settings, MeterRegistry meters) {
        this.connections = pool(settings);
        this.refreshes = new RefreshService(connections);
        this.interceptor = new StreamTableInterceptor(refreshes);
        this.housekeeping = new Housekeeping(connections);
        this.folding = new Folding(connections, workers);
        this.refreshTimer = Timer.builder("pgtrickle.refresh")
                .tag("database", settings.database())
                .description("Refreshes that changed something")
                .register(meters);
        this.failures = Counter.builder("pgtrickle.refresh.failures")
                .tag("database", settings.database())
                .description("Refreshes that failed")
                .register(meters);
        this.ring = new EngineRing(
                Thread.ofPlatform()
                        .daemon()
                        .name("pgtrickle-engine-" + settings.database())
                        .factory(),
                this::onBatch);
        this.clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .daemon()
                .name("pgtrickle-clock-" + settings.database())
                .factory());
        long period = settings.poll().toMillis();
        this.ticking =
                clock.scheduleAtFixedRate(() -> ring.publish(Signal.TICK), period, period, TimeUnit.MILLISECONDS);
    }

    private static HikariDataSource pool(EngineSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("pgtrickle-" + settings.database());
        config.setDataSource(settings.connections());
        config.setMaximumPoolSize(settings.sessions());
        config.setMinimumIdle(1);
        // What refreshes say is said again and again, with values that a plan does not depend on.
        config.setConnectionInitSql("SET plan_cache_mode = force_generic_plan");
        // The server may not be there yet, or not any more: the engine waits for it as long as it lives.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /**
     * What handles clients' statements in this database.
     *
     * @return the interceptor
     */
    public Interceptor interceptor() {
        return interceptor;
    }

    /**
     * What in this database may read stream tables whose changes are kept for COMMIT.
     *
     * @return what is known at the moment; cheap, from any thread
     */
    public Readers readers() {
        return readerWatch.readers();
    }

    /** Says that a transaction that is about to be reported has created or changed objects; cheap, from any thread. */
    public void schemaChanged() {
        readerWatch.schemaChanged();
    }

    /** Says that a transaction was committed that may have written; cheap, from any thread. */
    public void committed() {
        ring.publish(Signal.COMMIT);
    }

    /**
     * Refreshes a stream table now and waits for it.
     *
     * @param streamTable its {@code pgt_id}
     * @return what was done
     * @throws SqlError when it fails
     */
    public RefreshResult refresh(long streamTable) {
        return refreshes.refresh(streamTable, Initiator.MANUAL);
    }

    private void onBatch(Set<Signal> signals) {
        if (closing) {
            return;
        }
        try (Connection connection = connections.getConnection()) {
            JdbcSession session = new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {}, translations);
            // The end of a refresh is no reason to look: its own transaction would make everything dirty again, and so
            // on.
            boolean moved = signals.contains(Signal.TICK) && moved(session);
            if (moved || signals.contains(Signal.COMMIT)) {
                dueList.committed();
                folding.committed();
                housekeeping.completeRequests(connection, refreshes);
            }
            List<DueList.Candidate> candidates = session.query(CANDIDATES).stream()
                    .map(r -> new DueList.Candidate(
                            r.number(0),
                            Optional.ofNullable(r.nullable(1)).flatMap(Schedule::parse),
                            r.truth(2) ? Unseen.ANYTHING : r.truth(3) ? Unseen.TIME : Unseen.NOTHING))
                    .toList();
            dueList.start(candidates, System.nanoTime()).forEach(id -> workers.execute(() -> refreshDue(id)));
            folding.start(System.nanoTime());
            if (moved || signals.contains(Signal.COMMIT)) {
                readerWatch.look(session, System.nanoTime());
            }
            housekeeping.run(connection, System.nanoTime());
        } catch (SQLException e) {
            LOG.debug("The database is out of reach; the next tick tries again", e);
        }
    }

    /** Without a new transaction number there was no write: an idle database costs one look at its snapshot. */
    private boolean moved(JdbcSession session) {
        String snapshot = session.query("SELECT pg_catalog.pg_current_snapshot()")
                .single()
                .text(0);
        boolean moved = !snapshot.equals(lastSnapshot);
        lastSnapshot = snapshot;
        return moved;
    }

    private void refreshDue(long id) {
        long started = System.nanoTime();
        try {
            RefreshResult result = refreshes.refresh(id, Initiator.SCHEDULER);
            long now = System.nanoTime();
            switch (result.action()) {
                case NO_DATA, SKIP -> dueList.succeeded(id, Duration.ZERO, now);
                case DIFFERENTIAL -> {
                    refreshTimer.record(now - started, TimeUnit.NANOSECONDS);
                    dueList.succeeded(id, Duration.ZERO, now);
                }
                case FULL, REINITIALIZE -> {
                    refreshTimer.record(now - started, TimeUnit.NANOSECONDS);
                    dueList.succeeded(id, Duration.ofNanos(now - started), now);
                }
            }
        } catch (SqlError e) {
            failures.increment();
            LOG.warn("Stream table {} could not be refreshed: {}", id, e.message());
            dueList.failed(id, System.nanoTime());
        } catch (RuntimeException e) {
            failures.increment();
            LOG.error("Stream table {} could not be refreshed", id, e);
            dueList.failed(id, System.nanoTime());
        }
        // A commit that arrived meanwhile made it dirty again.
        ring.publish(Signal.DONE);
    }

    /** The engine's sessions, for its host. */
    public DataSource connections() {
        return connections;
    }

    /** Stops: no new refresh starts, running ones end. */
    @Override
    public void close() {
        // The ring ends after the batch that is under way, which may still start refreshes; a later one must not.
        closing = true;
        ticking.cancel(false);
        clock.shutdown();
        ring.close();
        workers.close();
        connections.close();
    }
}
