package dev.pgtrickle.driver;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.coalesce.Need;
import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Has the server keep the changes of IMMEDIATE stream tables that a connection's transactions make for COMMIT, and applies them before a statement
 * that may read one.
 *
 * <p>The server is asked to once, before the first transaction that the application opens, and again when there is news of what stream tables there are. That
 * is a setting of the session; behind a pooler that lends sessions out for single transactions it would reach others, so there nothing is kept: the
 * process at the other end is not the one that the login was answered for. A proxy does all of this itself.
 *
 * <p>What is known of the database is shared with other connections. One that has changed what may read stream tables, or was refused to read one because it did
 * not know that it would, looks itself before its next transaction.
 *
 * <p>As everything of a connection, it is used by one thread at a time.
 */
final class KeptChanges {

    private static final Logger LOG = Logger.getLogger(KeptChanges.class.getName());

    private static final String SET = """
            SELECT pg_catalog.set_config('pgtrickle.immediate', ?, false)
            WHERE pg_catalog.pg_backend_pid() = ?
              AND (coalesce(pg_catalog.current_setting('pgtrickle.immediate', true), '') = ''
                   OR pg_catalog.current_setting('pgtrickle.immediate') LIKE 'proxied,%')""";

    private final BaseConnection physical;
    private final OtherEnd otherEnd;
    private final KnownReaders shared;

    /** What the session's setting was made of. */
    private Readers readers = Readers.NONE;

    /** What was last found, if it was not for this session. */
    private Readers declined = Readers.NONE;

    /** Whether this connection knows that others may not know all yet. */
    private boolean news;

    private boolean everything;

    /** What may read by name, in a transaction in which the server has been told to stop keeping changes. */
    private @Nullable Readers stopped;

    private Readers lastReaders = Readers.NONE;
    private String lastText = "";
    private Need lastNeed = Need.NOTHING;

    /**
     * Nothing is kept yet.
     *
     * @param physical the connection, below any pool's handle
     * @param otherEnd who does this
     * @param shared what all connections to the database know
     */
    KeptChanges(BaseConnection physical, OtherEnd otherEnd, KnownReaders shared) {
        this.physical = physical;
        this.otherEnd = otherEnd;
        this.shared = shared;
    }

    /**
     * Sends a statement of the application, with what it needs before.
     *
     * @param sql its text, or those of several with semicolons between them
     * @param sending what sends it
     * @param <T> what comes back
     * @return what came back
     * @throws SQLException also when what is kept cannot be applied; the transaction has failed then
     */
    <T> T around(String sql, Sending<T> sending) throws SQLException {
        if (!otherEnd.mayBeServer()) {
            return sending.send();
        }
        before(sql);
        try {
            return sending.send();
        } catch (SQLException e) {
            news |= SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.equals(e.getSQLState());
            throw e;
        }
    }

    /** What may read stream tables, or what stream tables there are, is about to be changed. */
    void changing() {
        news = true;
    }

    private void before(String sql) throws SQLException {
        TransactionState state = physical.getTransactionState();
        if (state == TransactionState.IDLE) {
            everything = false;
            stopped = null;
            if (!physical.getAutoCommit()) {
                look();
            }
        }
        if (state == TransactionState.OPEN && !readers.isEmpty()) {
            apply(sql);
        } else if (state != TransactionState.FAILED) {
            Readers latest = shared.latest();
            if (!latest.isEmpty() && need(sql, latest) == Need.APPLY_ALWAYS) {
                defining();
            }
        }
    }

    /** From here on there may be names that are not known. */
    private void defining() {
        everything = true;
        news = true;
    }

    private void apply(String sql) throws SQLException {
        Readers named = stopped;
        Need need = need(sql, named == null ? readers : named);
        if (need == Need.STOP) {
            if (named == null) {
                stopped = readers.byNameOnly();
            } else {
                need = Need.APPLY;
            }
        }
        if (need == Need.APPLY_ALWAYS) {
            defining();
        } else if (need == Need.NOTHING && everything) {
            need = Need.APPLY;
        }
        if (need != Need.NOTHING) {
            try (Statement statement = physical.createStatement()) {
                var unused = statement.execute(need.sql());
            }
        }
    }

    /** The same text again and again is looked through once. */
    private Need need(String sql, Readers known) {
        if (!sql.equals(lastText) || !known.equals(lastReaders)) {
            lastNeed = physical.getStandardConformingStrings() ? known.needOf(sql) : Need.STOP;
            lastText = sql;
            lastReaders = known;
        }
        return lastNeed;
    }

    /** In a transaction of its own, so that none of the application's fails when it does. */
    private void look() throws SQLException {
        try {
            if (otherEnd.isProxy()) {
                return;
            }
            Readers found = news ? shared.current(this::ask) : shared.recent(this::ask);
            news = false;
            if (!found.equals(readers) && !found.equals(declined)) {
                set(found);
            }
        } catch (SqlError | SQLException e) {
            // The application has asked for none of it, and can do without: what is not known to be there is not kept.
            LOG.log(Level.FINE, "What may read stream tables is not known", e);
        }
    }

    private Readers ask() throws SQLException {
        return OwnTransaction.in(
                physical,
                () -> CatalogInstaller.isInstalled(physical)
                        ? Readers.of(new JdbcSession(physical, Scope.OWN_TRANSACTION, notice -> {}))
                        : Readers.NONE);
    }

    private void set(Readers found) throws SQLException {
        if (OwnTransaction.in(physical, () -> isSet(found))) {
            readers = found;
            declined = Readers.NONE;
        } else {
            readers = Readers.NONE;
            declined = found;
        }
    }

    private boolean isSet(Readers found) throws SQLException {
        try (PreparedStatement set = physical.prepareStatement(SET)) {
            set.setString(1, found.isEmpty() ? "" : found.setting());
            set.setInt(2, physical.getBackendPID());
            try (ResultSet row = Objects.requireNonNull(set.executeQuery())) {
                return row.next();
            }
        }
    }
}
