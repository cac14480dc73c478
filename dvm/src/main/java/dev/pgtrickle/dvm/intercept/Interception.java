package dev.pgtrickle.dvm.intercept;

/** How a client's statement is intercepted. */
public sealed interface Interception {

    /**
     * A command that we run ourselves, such as {@code CREATE MATERIALIZED VIEW ... WITH (pgtrickle.stream)}. It returns no rows and
     * takes no parameters.
     */
    non-sealed interface Command extends Interception {}

    /** A command whose text may have to be replaced before the server sees it, such as {@code CREATE INDEX} on a stream table. */
    non-sealed interface Rewrite extends Interception {}

    /**
     * A statement that the server runs and that may ask something of us, because it mentions {@code pgtrickle}: after it,
     * {@link Interceptor#complete} is called in the same transaction.
     *
     * @param sql the text to send: the original, or for {@code CALL pgtrickle.fn(..)} the {@code SELECT} that does the same
     * @param answers whether the statement may have to be repeated, so that its response is held back until that is known
     * @param commandTag the tag that the client gets instead of the server's, or an empty string to keep the server's; with a tag,
     *     the client gets no rows
     */
    record Observe(String sql, boolean answers, String commandTag) implements Interception {}
}
