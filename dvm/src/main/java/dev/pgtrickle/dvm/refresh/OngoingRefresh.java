package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.command.Refresher;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A refresh that somebody waits for and may cancel: which session makes it at the moment, and how it ended. */
final class OngoingRefresh implements Refresher.Ongoing, Watch {

    private static final Logger LOG = LoggerFactory.getLogger(OngoingRefresh.class);

    private static final int NOBODY = 0;

    private final DataSource connections;
    private final CompletableFuture<RefreshResult> end = new CompletableFuture<>();
    private boolean cancelled;
    private int backend = NOBODY;

    /**
     * A refresh that has not begun.
     *
     * @param connections sessions of the role that makes it
     */
    OngoingRefresh(DataSource connections) {
        this.connections = connections;
    }

    /** Makes it, to its end. */
    void run(Function<Watch, RefreshResult> refresh) {
        try {
            end.complete(refresh.apply(this));
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    @Override
    public void begins(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_catalog.pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            begins(row.getInt(1));
        }
    }

    private synchronized void begins(int pid) throws SQLException {
        if (cancelled) {
            throw new SQLException("canceling refresh due to user request", SqlState.QUERY_CANCELED);
        }
        backend = pid;
    }

    @Override
    public synchronized void pauses() {
        backend = NOBODY;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public boolean await(Duration longest) {
        try {
            end.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SqlError error) {
                throw error;
            }
            throw new IllegalStateException("the refresh failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a refresh goes on", e);
        }
    }

    @Override
    public void cancel() {
        if (end.isDone()) {
            return;
        }
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT pg_catalog.pg_cancel_backend(?)")) {
            cancelBy(statement);
        } catch (SQLException e) {
            LOG.warn("A refresh could not be cancelled and goes on", e);
            return;
        }
        var unused = end.handle((result, failure) -> result).join();
    }

    /** Under the lock, so that the request hits this refresh and not what the session does next. */
    private synchronized void cancelBy(PreparedStatement statement) throws SQLException {
        cancelled = true;
        if (backend != NOBODY) {
            statement.setInt(1, backend);
            statement.execute();
        }
    }
}
