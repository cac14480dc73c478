package dev.pgtrickle.dvm.install;

/** How a stream table is to be maintained inside the transactions that write its sources. */
public enum ImmediateUse {
    /** So that writers wait for each other as little as the query allows. */
    AUTO,
    /** At the end of each statement, in the storage itself: writers take turns, and readers merge nothing. */
    STATEMENT
}
