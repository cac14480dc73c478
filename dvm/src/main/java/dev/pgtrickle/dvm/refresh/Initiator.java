package dev.pgtrickle.dvm.refresh;

/** Who wants a refresh. */
public enum Initiator {
    /** The scheduler: if another refresh of the stream table is running, this one is not needed. */
    SCHEDULER("FOR UPDATE OF s SKIP LOCKED"),
    /** A user, who waits for it: a running refresh may not have seen his changes, so it is waited for. */
    MANUAL("FOR UPDATE OF s");

    private final String lock;

    Initiator(String lock) {
        this.lock = lock;
    }

    String lock() {
        return lock;
    }
}
