package dev.pgtrickle.dvm.engine;

import dev.pgtrickle.dvm.command.BypassRequests;
import dev.pgtrickle.dvm.command.Refresher;
import dev.pgtrickle.dvm.command.RenameRepair;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What an engine does besides refreshing: completing requests of sessions that nobody intercepts, deleting changes that every stream table has
 * consumed, following renamed columns, and removing what is left of stream tables that were dropped behind our back.
 */
final class Housekeeping {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** For what only happens to those who meddle. */
    private static final Duration RARE = Duration.ofMinutes(1);

    private final BypassRequests requests;
    private final RenameRepair renames;
    private long last = System.nanoTime();
    private long lastRare = last;

    Housekeeping(DataSource connections) {
        this.requests = new BypassRequests(connections);
        this.renames = new RenameRepair(connections);
    }

    /** Completes requests that were committed and not completed. */
    void completeRequests(Connection connection, Refresher refresher) {
        JdbcSession session = session(connection);
        if (session.query("SELECT EXISTS (SELECT FROM pgtrickle.request WHERE error IS NULL)")
                .single()
                .truth(0)) {
            requests.completeAll(refresher);
        }
    }

    /** Runs what is due by the clock. */
    void run(Connection connection, long now) {
        if (now - last < PERIOD.toNanos()) {
            return;
        }
        last = now;
        JdbcSession session = session(connection);
        for (Row row : session.query("SELECT number FROM pgtrickle.capture").rows()) {
            session.query("SELECT pgtrickle._delete_consumed($1::bigint)", row.text(0));
        }
        session.query("SELECT pgtrickle._remove_orphans()");
        session.query("SELECT pgtrickle._follow_renames()");
        renames.run(session);
        session.query("SELECT pgtrickle._spread_all_triggers()");
        session.query("SELECT pgtrickle._mark_interrupted_immediate()");
        if (now - lastRare >= RARE.toNanos()) {
            lastRare = now;
            session.query("SELECT pgtrickle._mark_left_behind()");
        }
    }

    private static JdbcSession session(Connection connection) {
        return new JdbcSession(connection, Scope.OWN_TRANSACTION, notice -> {});
    }
}
