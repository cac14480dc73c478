package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import java.sql.SQLException;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * One run of a statement of ours, which another thread or the statement's time limit may cancel. It consists of several statements to the server: what
 * cancels it ends the one that runs, or the next one before it is sent, and never hits what the session does afterwards.
 */
final class OwnRun implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OwnRun.class.getName());

    private final BaseConnection connection;
    private final @Nullable TimerTask limit;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean cancelled;
    private boolean sent;

    /**
     * A run that begins.
     *
     * @param connection whose session it works in
     * @param seconds how long it may take; 0 for as long as it likes
     */
    OwnRun(BaseConnection connection, int seconds) {
        this.connection = connection;
        this.limit = seconds == 0 ? null : cancelling();
        if (limit != null) {
            connection.addTimerTask(limit, TimeUnit.SECONDS.toMillis(seconds));
        }
    }

    private TimerTask cancelling() {
        return new TimerTask() {
            @Override
            public void run() {
                try {
                    OwnRun.this.cancel();
                } catch (SQLException e) {
                    LOG.log(Level.FINE, "a statement that took too long could not be cancelled", e);
                }
            }
        };
    }

    /**
     * Cancels it. Called by any thread.
     *
     * @throws SQLException when the server cannot be told
     */
    void cancel() throws SQLException {
        lock.lock();
        try {
            cancelled = true;
            if (sent) {
                connection.cancelQuery();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends something that pgjdbc would not cancel for the statement of the application.
     *
     * @param sending what sends it
     * @return what came back
     * @throws SQLException 57014 when this run is cancelled
     */
    <T> T send(Sending<T> sending) throws SQLException {
        try {
            begin();
        } catch (SqlError e) {
            throw Errors.of(e);
        }
        try {
            return sending.send();
        } finally {
            end();
        }
    }

    /** A session whose statements are part of this run. */
    SqlSession watched(SqlSession session) {
        return new SqlSession() {
            @Override
            public Rows query(String sql, @Nullable String... parameters) {
                begin();
                try {
                    return session.query(sql, parameters);
                } finally {
                    end();
                }
            }

            @Override
            public void raise(Notice notice) {
                session.raise(notice);
            }

            @Override
            public Scope scope() {
                return session.scope();
            }
        };
    }

    private void begin() {
        lock.lock();
        try {
            if (cancelled) {
                throw SqlError.of(SqlState.QUERY_CANCELED, "canceling statement due to user request");
            }
            sent = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for somebody who is just cancelling, so that his request cannot meet the next statement. */
    private void end() {
        lock.lock();
        try {
            sent = false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the time limit. */
    @Override
    public void close() {
        if (limit != null) {
            limit.cancel();
            connection.purgeTimerTasks();
        }
    }
}
