package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.statement.StreamCommand;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** A statement that lets stream tables be created, changed, refreshed and dropped, and is pgjdbc's own for everything else. */
@NullUnmarked
class PgTrickleStatement extends StatementDelegate {

    private final PgTrickleConnection connection;
    private final Statement delegate;

    /** How many rows a command that we ran concerned; nothing when the answer is the delegate's. */
    private OptionalLong answer = OptionalLong.empty();

    private final List<String> batch = new ArrayList<>();

    private @Nullable SQLWarning warnings;

    /** What we run for this statement just now; another thread may want to cancel it. */
    private volatile @Nullable OwnRun running;

    PgTrickleStatement(PgTrickleConnection connection, Statement delegate) throws SQLException {
        super(delegate, delegate instanceof PGStatement extension ? extension : delegate.unwrap(PGStatement.class));
        this.connection = connection;
        this.delegate = delegate;
    }

    /** How a text is sent to the server. */
    @FunctionalInterface
    interface Execution {
        /** Returns whether the first result has rows. */
        boolean execute(String sql) throws SQLException;
    }

    /** Runs a text that may be ours. */
    private boolean run(String sql, Execution plain) throws SQLException {
        return sent(sql, () -> {
            Optional<Interception> found = connection.streamTables().read(sql);
            return found.isPresent() ? intercept(found.get(), plain) : plain.execute(sql);
        });
    }

    private long update(String sql, Execution plain, Update update) throws SQLException {
        return sent(sql, () -> {
            Optional<Interception> found = connection.streamTables().read(sql);
            return found.isPresent() ? updated(intercept(found.get(), plain)) : update.of(sql);
        });
    }

    /** How a text that returns no rows is sent to the server. */
    @FunctionalInterface
    private interface Update {
        /** Returns how many rows it concerned. */
        long of(String sql) throws SQLException;
    }

    private <T> T sent(String sql, Sending<T> sending) throws SQLException {
        forget();
        return connection.send(sql, sending);
    }

    /** Forgets the answer to the statement before. */
    final void forget() {
        answer = OptionalLong.empty();
        warnings = null;
    }

    /** Runs what is ours. */
    final boolean intercept(Interception found, Execution plain) throws SQLException {
        requireOpen();
        try (OwnRun run = connection.streamTables().begin(delegate.getQueryTimeout())) {
            running = run;
            return intercept(found, run, plain);
        } finally {
            running = null;
        }
    }

    private boolean intercept(Interception found, OwnRun run, Execution plain) throws SQLException {
        StreamTables tables = connection.streamTables();
        return switch (found) {
            case Interception.Command command -> {
                if (!(command instanceof StreamCommand.Refresh)) {
                    connection.changing();
                }
                yield switch (tables.run(command, run, this::warn)) {
                    case Outcome.Done done -> answered(done.commandTag());
                    case Outcome.Relay relay -> plain.execute(relay.sql());
                };
            }
            case Interception.Rewrite rewrite -> plain.execute(tables.rewrite(rewrite, run, this::warn));
            case Interception.Observe observe -> observe(observe, run, plain);
        };
    }

    /** The transaction may end with it, and portals with that: all rows are fetched at once. */
    private boolean observe(Interception.Observe observe, OwnRun run, Execution plain) throws SQLException {
        int fetchSize = delegate.getFetchSize();
        delegate.setFetchSize(0);
        try {
            boolean rows = connection.streamTables().observe(() -> plain.execute(observe.sql()), run, this::warn);
            return observe.commandTag().isEmpty() ? rows : answered(observe.commandTag());
        } finally {
            delegate.setFetchSize(fetchSize);
        }
    }

    private boolean answered(String commandTag) {
        String last = commandTag.substring(commandTag.lastIndexOf(' ') + 1);
        boolean counted = !last.isEmpty() && last.chars().allMatch(Character::isDigit);
        answer = OptionalLong.of(counted ? Long.parseLong(last) : 0);
        return false;
    }

    /** What executeUpdate returns; as with pgjdbc, rows are an error. */
    final long updated(boolean rows) throws SQLException {
        if (rows) {
            throw new PSQLException("A result was returned when none was expected.", PSQLState.TOO_MANY_RESULTS);
        }
        return getLargeUpdateCount();
    }

    /** What executeQuery returns; as with pgjdbc, no rows are an error. */
    final ResultSet queried(boolean rows) throws SQLException {
        if (!rows) {
            throw new PSQLException("No results were returned by the query.", PSQLState.NO_DATA);
        }
        return getResultSet();
    }

    private void warn(Notice notice) {
        SQLWarning warning = new SQLWarning(notice.message(), "00000");
        if (warnings == null) {
            warnings = warning;
        } else {
            warnings.setNextWarning(warning);
        }
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        return run(sql, delegate::execute);
    }

    @Override
    public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
        return run(sql, text -> delegate.execute(text, autoGeneratedKeys));
    }

    @Override
    public boolean execute(String sql, int[] columnIndexes) throws SQLException {
        return run(sql, text -> delegate.execute(text, columnIndexes));
    }

    @Override
    public boolean execute(String sql, String[] columnNames) throws SQLException {
        return run(sql, text -> delegate.execute(text, columnNames));
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        return sent(sql, () -> {
            Optional<Interception> found = connection.streamTables().read(sql);
            return found.isPresent() ? queried(intercept(found.get(), delegate::execute)) : delegate.executeQuery(sql);
        });
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        return (int) update(sql, delegate::execute, delegate::executeUpdate);
    }

    @Override
    public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return (int) update(
                sql,
                text -> delegate.execute(text, autoGeneratedKeys),
                text -> delegate.executeUpdate(text, autoGeneratedKeys));
    }

    @Override
    public int executeUpdate(String sql, int[] columnIndexes) throws SQLException {
        return (int) update(
                sql,
                text -> delegate.execute(text, columnIndexes),
                text -> delegate.executeUpdate(text, columnIndexes));
    }

    @Override
    public int executeUpdate(String sql, String[] columnNames) throws SQLException {
        return (int) update(
                sql, text -> delegate.execute(text, columnNames), text -> delegate.executeUpdate(text, columnNames));
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        return update(sql, delegate::execute, delegate::executeLargeUpdate);
    }

    @Override
    public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return update(
                sql,
                text -> delegate.execute(text, autoGeneratedKeys),
                text -> delegate.executeLargeUpdate(text, autoGeneratedKeys));
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
        return update(
                sql,
                text -> delegate.execute(text, columnIndexes),
                text -> delegate.executeLargeUpdate(text, columnIndexes));
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
        return update(
                sql,
                text -> delegate.execute(text, columnNames),
                text -> delegate.executeLargeUpdate(text, columnNames));
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        if (connection.streamTables().read(sql).isPresent()) {
            throw noBatch();
        }
        delegate.addBatch(sql);
        batch.add(sql);
    }

    @Override
    public void clearBatch() throws SQLException {
        batch.clear();
        delegate.clearBatch();
    }

    /** The texts of the batch. */
    String batch() {
        String texts = String.join(";\n", batch);
        batch.clear();
        return texts;
    }

    static SQLException noBatch() {
        return new SQLFeatureNotSupportedException(
                "a statement about a stream table cannot be part of a batch", "0A000");
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return sent(batch(), delegate::executeBatch);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return sent(batch(), delegate::executeLargeBatch);
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return answer.isPresent() ? (int) answer.getAsLong() : delegate.getUpdateCount();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return answer.isPresent() ? answer.getAsLong() : delegate.getLargeUpdateCount();
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        return answer.isPresent() ? null : delegate.getResultSet();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return answer.isPresent() ? noMore() : delegate.getMoreResults();
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        return answer.isPresent() ? noMore() : delegate.getMoreResults(current);
    }

    private boolean noMore() {
        answer = OptionalLong.of(-1);
        return false;
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        return warnings == null ? delegate.getWarnings() : warnings;
    }

    @Override
    public void clearWarnings() throws SQLException {
        warnings = null;
        delegate.clearWarnings();
    }

    /** What runs while {@link #intercept} does. */
    final OwnRun run() {
        return Objects.requireNonNull(running);
    }

    @Override
    public void cancel() throws SQLException {
        OwnRun run = running;
        if (run != null) {
            run.cancel();
        }
        delegate.cancel();
    }

    @Override
    public Connection getConnection() throws SQLException {
        requireOpen();
        return connection;
    }

    /** With pgjdbc's words. */
    private void requireOpen() throws SQLException {
        if (delegate.isClosed()) {
            throw new PSQLException("This statement has been closed.", PSQLState.OBJECT_NOT_IN_STATE);
        }
    }

    /** The connection of ours. */
    final PgTrickleConnection owner() {
        return connection;
    }

    /** What pgjdbc shows: of a prepared statement its text with the values that are set. */
    @Override
    public String toString() {
        return delegate.toString();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrapped.unwrap(this, delegate, type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Wrapped.isWrapperFor(this, delegate, type);
    }
}
