package dev.pgtrickle.dvm.intercept;

import dev.pgtrickle.dvm.session.SqlSession;
import java.util.Optional;

/**
 * Decides which statements concern stream tables and runs them in the client's session.
 *
 * <p>One interceptor serves all sessions of one database; it is thread-safe. {@link #read} is pure and quick; the other methods
 * block and are called on virtual threads (proxy) or the caller's thread (driver).
 */
public interface Interceptor {

    /**
     * Looks at one statement.
     *
     * @param sql the text of a single statement, comments included, without a terminating semicolon
     * @return how it is to be intercepted, or nothing when it is relayed as it stands
     * @throws dev.pgtrickle.dvm.session.SqlError when it is certainly ours and certainly wrong, such as an unknown option
     */
    Optional<Interception> read(String sql);

    /**
     * Runs a statement of kind {@link Interception.Command}, in place of the server. Called when the client executes it.
     *
     * @param command what {@link #read} returned
     * @param session the client's session, in a transaction that is not aborted
     * @return what the client gets
     * @throws dev.pgtrickle.dvm.session.SqlError when it fails
     */
    Outcome run(Interception.Command command, SqlSession session);

    /**
     * Finds the text that is sent to the server in place of a statement of kind {@link Interception.Rewrite}. Called when the client
     * prepares it (or sends it by simple query), possibly in a transaction of its own that ends before the text is sent, because the
     * statement itself may refuse to run in a transaction block.
     *
     * @param rewrite what {@link #read} returned
     * @param session the client's session
     * @return the text to send, often the original
     * @throws dev.pgtrickle.dvm.session.SqlError when the statement is not allowed on a stream table
     */
    String rewrite(Interception.Rewrite rewrite, SqlSession session);

    /**
     * Completes what API functions asked for. Called after the server ran a statement of kind {@link Interception.Observe}, in the
     * same transaction.
     *
     * @param session the client's session
     * @return whether the statement has to be run again
     * @throws dev.pgtrickle.dvm.session.SqlError when a requested action fails
     */
    Completion complete(SqlSession session);

    /** What a client gets for an intercepted command. */
    sealed interface Outcome {

        /**
         * The command is done.
         *
         * @param commandTag the tag of CommandComplete, such as {@code SELECT 3}
         */
        record Done(String commandTag) implements Outcome {}

        /**
         * The command does not concern stream tables after all: send this text to the server.
         *
         * @param sql the original or a remaining statement
         */
        record Relay(String sql) implements Outcome {}
    }

    /** What became of the requests of API functions. */
    enum Completion {
        /** Nothing was asked for, or all of it is done; the client gets the server's answer. */
        FINISHED,
        /**
         * An answer is ready that the function could not give at first (such as {@code validate_query}): run the statement once more
         * and give the client that answer instead.
         */
        REPEAT
    }
}
