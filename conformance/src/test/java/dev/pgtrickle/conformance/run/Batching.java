package dev.pgtrickle.conformance.run;

/** How the statements of a step become transactions and refreshes. */
enum Batching {
    /** One transaction, then one refresh. */
    ONE_TRANSACTION,
    /** A transaction per statement, then one refresh for all. */
    ONE_REFRESH,
    /** A transaction and a refresh per statement. */
    REFRESH_EACH
}
