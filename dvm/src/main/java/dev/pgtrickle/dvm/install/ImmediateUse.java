package dev.pgtrickle.dvm.install;

/** How a stream table is to be maintained inside the transactions that write its sources. */
public enum ImmediateUse {
    /**
     * So that writers wait for each other as little as the query allows: appended to a log where contributions are sums, otherwise as the session's
     * setting {@code pgtrickle.immediate} says.
     */
    AUTO,
    /** At the end of each statement, in the storage itself: writers take turns, and readers merge nothing. */
    STATEMENT,
    /** Once, before COMMIT, in the storage itself: writers take turns while they commit, and read their own changes after {@code pgtrickle.flush()}. */
    COMMIT
}
