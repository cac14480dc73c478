package dev.pgtrickle.dvm.refresh;

/** Who wants a refresh. */
public enum Initiator {
    /**
     * The scheduler: if another refresh of the stream table is running, this one is not needed. Nor is it waited for until the commit is on disk:
     * contents and frontier are in one transaction, so a crash that takes it takes both, and the changes are applied again.
     *
     * @see <a href="https://www.postgresql.org/docs/18/wal-async-commit.html">Asynchronous Commit</a>
     */
    SCHEDULER("FOR UPDATE OF s SKIP LOCKED", "SET LOCAL synchronous_commit = off;\nCOMMIT"),
    /** A user, who waits for it: a running refresh may not have seen his changes, so it is waited for, and what he was told is durable. */
    MANUAL("FOR UPDATE OF s", "COMMIT");

    private final String lock;
    private final String commit;

    Initiator(String lock, String commit) {
        this.lock = lock;
        this.commit = commit;
    }

    String lock() {
        return lock;
    }

    String commit() {
        return commit;
    }
}
