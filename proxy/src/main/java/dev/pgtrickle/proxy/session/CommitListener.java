package dev.pgtrickle.proxy.session;

/** Is told about commits, so that stream tables can be refreshed soon. */
@FunctionalInterface
public interface CommitListener {

    /** Tells nobody. */
    CommitListener NONE = database -> {};

    /**
     * A transaction has been committed that may have written something. Called once per such transaction on an event loop, so it must not
     * block; never for a transaction that was rolled back. It is a hint: functions that write behind a SELECT are not seen.
     *
     * @param database the database of the session
     */
    void committed(String database);

    /**
     * The transaction that is reported next has also changed what objects there are. As {@link #committed}.
     *
     * @param database the database of the session
     */
    default void schemaChanged(String database) {}
}
