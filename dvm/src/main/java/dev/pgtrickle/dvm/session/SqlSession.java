package dev.pgtrickle.dvm.session;

import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL session as engine code sees it: blocking, text in and text out.
 *
 * <p>A session is lent to engine code for the duration of one call and is used by one thread at a time. Calls block, so they are
 * made on virtual threads or on a caller's own thread, never on an event loop. Engine code never sends transaction control through
 * this interface unless it owns the session; {@link #scope()} says what the session's owner promises.
 */
public interface SqlSession {

    /** What the owner of a session does with the transaction around a call. */
    enum Scope {
        /** The call is a transaction of its own: the owner commits when it returns and rolls back when it throws. */
        OWN_TRANSACTION,
        /** The call is part of a transaction that other statements belong to as well. */
        TRANSACTION_BLOCK
    }

    /**
     * Runs one statement and returns its rows.
     *
     * @param sql one SQL statement; parameters are written {@code $1}, {@code $2}, ... and have the type that the server infers
     * @param parameters the parameter values in PostgreSQL's text form, null for NULL
     * @return the rows in text form; no rows and no columns for a statement without a result
     * @throws SqlError when the server reports an error; the transaction is then aborted
     */
    Rows query(String sql, @Nullable String... parameters);

    /**
     * Shows a message to the person or program behind the session, as a server would with {@code RAISE}.
     *
     * @param notice what to say
     */
    void raise(Notice notice);

    /**
     * How this session's transaction relates to the current call.
     *
     * @return the promise of the session's owner, constant during a call
     */
    Scope scope();
}
