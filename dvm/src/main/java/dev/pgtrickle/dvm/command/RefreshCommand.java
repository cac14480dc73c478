package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.install.Installer;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.statement.StreamCommand.Refresh;
import java.time.Duration;
import java.util.Optional;

/**
 * Refreshes a stream table when its user says so.
 *
 * <p>On its own, the refresh is the engine's: incremental, in a transaction with the snapshot it needs. Inside a transaction block it has to show
 * that transaction's own changes and be undone with it, so the contents are recomputed there.
 */
final class RefreshCommand {

    private static final Outcome DONE = new Outcome.Done("REFRESH MATERIALIZED VIEW");

    /** A refresh of a few rows is done before the client's session is asked. */
    private static final Duration AT_ONCE = Duration.ofMillis(10);

    /** A pause is a 25th of what was waited, so that whoever waits notices the end late by no more than that. */
    private static final int PAUSES = 25;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final SqlSession session;
    private final Refresher refresher;

    RefreshCommand(SqlSession session, Refresher refresher) {
        this.session = session;
        this.refresher = refresher;
    }

    Outcome run(Refresh command) {
        Optional<StreamTable> found = StreamTable.find(session, command.name());
        if (found.isEmpty()) {
            return new Outcome.Relay(command.sql());
        }
        if (!command.filled()) {
            throw SqlError.of(SqlState.FEATURE_NOT_SUPPORTED, "a stream table cannot be refreshed WITH NO DATA")
                    .withHint("Drop it and create it WITH NO DATA.");
        }
        refresh(found.get());
        return DONE;
    }

    void refresh(StreamTable table) {
        table.requireOwner();
        boolean engine =
                session.scope() == Scope.OWN_TRANSACTION && table.populated() && table.mode() != ViewMode.IMMEDIATE;
        if (engine) {
            await(refresher.start(table.id()));
        } else {
            new Installer(session).refill(table.names(), table.visible(), table.mode(), table.populated());
        }
    }

    /**
     * Waits in the client's own session, by short statements, so that whatever ends a statement of the client's ends the refresh too: a cancel
     * request, a timeout, the end of the connection.
     */
    private void await(Refresher.Ongoing refresh) {
        try {
            long start = System.nanoTime();
            for (boolean done = refresh.await(AT_ONCE); !done; done = refresh.await(Duration.ZERO)) {
                long pause = Math.clamp(
                        (System.nanoTime() - start) / PAUSES, SHORTEST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos());
                session.query("SELECT pg_catalog.pg_sleep($1::double precision)", String.valueOf(pause / 1e9));
            }
        } catch (RuntimeException e) {
            refresh.cancel();
            throw e;
        }
    }
}
