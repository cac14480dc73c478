package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.dvm.install.Installer;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.statement.StreamCommand.Refresh;
import java.util.Optional;

/**
 * Refreshes a stream table when its user says so.
 *
 * <p>On its own, the refresh is the engine's: incremental, in a transaction with the snapshot it needs. Inside a transaction block it has to show
 * that transaction's own changes and be undone with it, so the contents are recomputed there.
 */
final class RefreshCommand {

    private static final Outcome DONE = new Outcome.Done("REFRESH MATERIALIZED VIEW");

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
            refresher.refresh(table.id());
        } else {
            new Installer(session).refill(table.names(), table.visible(), table.mode(), table.populated());
        }
    }
}
