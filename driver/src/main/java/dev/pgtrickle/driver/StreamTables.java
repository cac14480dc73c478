package dev.pgtrickle.driver;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.command.StreamTableInterceptor;
import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.intercept.Interceptor.Completion;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.refresh.RefreshService;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.statement.StreamCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.AutoSave;

/**
 * What a connection does about stream tables: finds the statements that concern them, and runs these in its own session and transaction.
 *
 * <p>As everything of a connection, it is used by one thread at a time.
 */
final class StreamTables {

    private final Connection connection;
    private final BaseConnection physical;
    private final DataSource others;
    private final Settings settings;
    private final OtherEnd otherEnd;
    private final Interceptor interceptor;
    private boolean installed;

    /**
     * The stream tables of a database.
     *
     * @param connection the connection to it, which may be a pool's handle
     * @param session that connection's session, of whose place refreshes open further ones to have a transaction of their own
     */
    StreamTables(Connection connection, PhysicalSession session) {
        this.connection = connection;
        this.physical = session.physical();
        this.others = session.place().others();
        this.settings = session.place().settings();
        this.otherEnd = session.otherEnd();
        this.interceptor = new StreamTableInterceptor(new RefreshService(others));
    }

    /** Something that is done in a transaction. */
    @FunctionalInterface
    private interface Work<T> {
        T in(SqlSession session) throws SQLException;
    }

    /**
     * Looks at a text that the application wants to run.
     *
     * @param sql one or more statements
     * @return how it is to be intercepted; nothing when it is not ours
     * @throws SQLException when it is ours and wrong, or sent together with other statements
     */
    Optional<Interception> read(String sql) throws SQLException {
        if (!otherEnd.mayBeServer()) {
            return Optional.empty();
        }
        String text = sql.stripTrailing();
        while (text.endsWith(";")) {
            text = text.substring(0, text.length() - 1).stripTrailing();
        }
        try {
            Optional<Interception> found = text.indexOf(';') < 0 ? interceptor.read(text) : readParts(text);
            return found.isPresent() && isOurs(found.get()) ? found : Optional.empty();
        } catch (SqlError e) {
            SQLException error = Errors.of(e);
            if (isInBlock() && physical.getAutosave() == AutoSave.NEVER) {
                abort(error);
            }
            throw error;
        }
    }

    /** What is between semicolons may be several statements, or one with a semicolon in a text. */
    private Optional<Interception> readParts(String text) throws SQLException {
        List<NativeQuery> parts =
                Parser.parseJdbcSql(text, physical.getStandardConformingStrings(), false, true, false, false);
        if (parts.size() == 1) {
            return interceptor.read(text);
        }
        for (NativeQuery part : parts) {
            if (interceptor
                    .read(part.nativeSql.strip())
                    .filter(i -> !(i instanceof Interception.Observe))
                    .isPresent()) {
                throw SqlError.of(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "a statement about a stream table cannot be sent together with others")
                        .withHint("Send it on its own.");
            }
        }
        return Optional.empty();
    }

    /** Without a catalog there are no stream tables, but the first one may be about to be created. A proxy does what concerns them itself. */
    private boolean isOurs(Interception found) throws SQLException {
        if (otherEnd.isProxy()) {
            return false;
        }
        if (installed || found instanceof StreamCommand.Create) {
            return true;
        }
        installed = CatalogInstaller.isInstalled(connection);
        return installed;
    }

    /** Runs a command in place of the server. */
    Outcome run(Interception.Command command, OwnRun run, Consumer<Notice> notices) throws SQLException {
        if (!installed) {
            install();
        }
        return inTransaction(run, notices, session -> interceptor.run(command, session));
    }

    /** A role that may not write the catalog uses the one that is there as it is. */
    private void install() throws SQLException {
        if (settings.installs()) {
            try (Connection other = others.getConnection()) {
                CatalogInstaller.install(other);
            } catch (SQLException e) {
                if (!SqlState.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
                        || !CatalogInstaller.isInstalled(connection)) {
                    throw e;
                }
            }
        } else if (!CatalogInstaller.isInstalled(connection)) {
            throw Errors.of(SqlError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "this database has no stream tables yet, and pgtrickle.install is never")
                    .withHint("Let its owner install schema pgtrickle."));
        }
        installed = true;
    }

    /** Finds what the server gets instead; its transaction ends before, if it has one of its own. */
    String rewrite(Interception.Rewrite rewrite, OwnRun run, Consumer<Notice> notices) throws SQLException {
        return inTransaction(run, notices, session -> interceptor.rewrite(rewrite, session));
    }

    /** Sends a statement that may ask something of us, and completes that in the same transaction. */
    boolean observe(Sending<Boolean> sending, OwnRun run, Consumer<Notice> notices) throws SQLException {
        return inTransaction(run, notices, session -> {
            Boolean rows = sending.send();
            return interceptor.complete(session) == Completion.REPEAT ? sending.send() : rows;
        });
    }

    private <T> T inTransaction(OwnRun run, Consumer<Notice> notices, Work<T> work) throws SQLException {
        if (isInBlock()) {
            SqlSession session = new JdbcSession(connection, Scope.TRANSACTION_BLOCK, notices);
            return inBlock(run.watched(session), work);
        }
        SqlSession session = new JdbcSession(connection, Scope.OWN_TRANSACTION, notices);
        return inOwn(run.watched(session), work);
    }

    /**
     * Begins to run a statement of ours.
     *
     * @param seconds how long it may take; 0 for as long as it likes
     * @return what ends it early
     */
    OwnRun begin(int seconds) {
        return new OwnRun(physical, seconds);
    }

    /** Whether somebody else ends the transaction in which the next statement runs. */
    private boolean isInBlock() throws SQLException {
        return !connection.getAutoCommit() || physical.getTransactionState() != TransactionState.IDLE;
    }

    private <T> T inOwn(SqlSession session, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            T result = work.in(session);
            connection.commit();
            done = true;
            return result;
        } catch (SqlError e) {
            throw Errors.of(e);
        } finally {
            if (!connection.isClosed()) {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /**
     * An error aborts the transaction, as one of the server's does. Where pgjdbc sets a savepoint before each statement, it is as if the command had not been
     * sent: it consists of several statements, so it has one of ours. Its name is used by {@code SAVEPOINT} itself, because the methods for savepoints are
     * refused while somebody else ends the transaction: a transaction manager, or the application by {@code COMMIT}.
     */
    private <T> T inBlock(SqlSession session, Work<T> work) throws SQLException {
        boolean saved = physical.getAutosave() != AutoSave.NEVER;
        if (saved) {
            send("SAVEPOINT pgtrickle_command");
        }
        try {
            T result = work.in(session);
            if (saved) {
                send("RELEASE SAVEPOINT pgtrickle_command");
            }
            return result;
        } catch (SqlError e) {
            SQLException error = Errors.of(e);
            if (!saved && e.origin() == SqlError.Origin.ENGINE) {
                abort(error);
            }
            undo(saved);
            throw error;
        } catch (SQLException e) {
            undo(saved);
            throw e;
        }
    }

    private void undo(boolean saved) throws SQLException {
        if (saved) {
            send("ROLLBACK TO SAVEPOINT pgtrickle_command");
            send("RELEASE SAVEPOINT pgtrickle_command");
        }
    }

    private void abort(SQLException error) {
        try {
            send("ROLLBACK TO SAVEPOINT pgtrickle_aborts_the_transaction");
        } catch (SQLException expected) {
            error.addSuppressed(expected);
        }
    }

    private void send(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
