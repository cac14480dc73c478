package dev.pgtrickle.driver;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.coalesce.Need;
import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
 * process at the other end is not the one that the login was answered for.
 *
 * <p>As everything of a connection, it is used by one thread at a time.
 */
final class KeptChanges {

    private static final Logger LOG = Logger.getLogger(KeptChanges.class.getName());

    /** What was learnt of the database holds so long. Each look takes a few statements. */
    private static final Duration HOLDS = Duration.ofSeconds(2);

    private static final String SET = """
            SELECT pg_catalog.set_config('pgtrickle.immediate', ?, false)
            WHERE pg_catalog.pg_backend_pid() = ?
              AND (coalesce(pg_catalog.current_setting('pgtrickle.immediate', true), '') = ''
                   OR pg_catalog.current_setting('pgtrickle.immediate') LIKE 'proxied,%')""";

    private final BaseConnection physical;
    private Readers readers = Readers.NONE;
    private @Nullable Long lookedAt;
    private boolean everything;

    private String lastText = "";
    private Need lastNeed = Need.NOTHING;

    /**
     * Nothing is kept yet.
     *
     * @param physical the connection, below any pool's handle
     */
    KeptChanges(BaseConnection physical) {
        this.physical = physical;
    }

    /**
     * A statement is about to be sent.
     *
     * @param sql its text, or those of several with semicolons between them
     * @throws SQLException when what is kept cannot be applied; the transaction has failed then
     */
    void before(String sql) throws SQLException {
        TransactionState state = physical.getTransactionState();
        if (state == TransactionState.IDLE) {
            everything = false;
            if (!physical.getAutoCommit()) {
                look();
            }
        } else if (state == TransactionState.OPEN && !readers.isEmpty()) {
            Need need = need(sql);
            everything |= need == Need.APPLY_ALWAYS;
            if (need == Need.NOTHING && everything) {
                need = Need.APPLY;
            }
            if (need != Need.NOTHING) {
                apply(need);
            }
        }
    }

    /** The same text again and again is looked through once. */
    private Need need(String sql) {
        if (!sql.equals(lastText)) {
            lastNeed = physical.getStandardConformingStrings() ? readers.needOf(sql) : Need.STOP;
            lastText = sql;
        }
        return lastNeed;
    }

    private void apply(Need need) throws SQLException {
        try (Statement statement = physical.createStatement()) {
            var unused = statement.execute(need.sql());
        }
    }

    /** In a transaction of its own, so that none of the application's fails when it does. */
    private void look() throws SQLException {
        Long before = lookedAt;
        if (before != null && System.nanoTime() - before < HOLDS.toNanos()) {
            return;
        }
        lookedAt = System.nanoTime();
        physical.setAutoCommit(true);
        try {
            Readers found = CatalogInstaller.isInstalled(physical)
                    ? Readers.of(new JdbcSession(physical, Scope.OWN_TRANSACTION, notice -> {}))
                    : Readers.NONE;
            if (!found.equals(readers)) {
                readers = isKept(found) ? found : Readers.NONE;
                lastText = "";
            }
        } catch (SqlError | SQLException e) {
            // The application has asked for none of it, and can do without: changes are applied when statements end.
            LOG.log(Level.FINE, "What may read stream tables is not known", e);
            readers = Readers.NONE;
        } finally {
            physical.setAutoCommit(false);
        }
    }

    private boolean isKept(Readers found) throws SQLException {
        try (PreparedStatement set = physical.prepareStatement(SET)) {
            set.setString(1, found.isEmpty() ? "" : found.setting());
            set.setInt(2, physical.getBackendPID());
            try (ResultSet row = Objects.requireNonNull(set.executeQuery())) {
                return row.next();
            }
        }
    }
}
