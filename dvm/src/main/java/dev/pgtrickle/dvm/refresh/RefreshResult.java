package dev.pgtrickle.dvm.refresh;

/**
 * What a refresh did.
 *
 * @param action what was done
 * @param inserted rows inserted, an update counting as one
 * @param deleted rows deleted, an update counting as one
 * @param reason why the contents were recomputed although they could be maintained, or why nothing was done; empty otherwise
 */
public record RefreshResult(Action action, long inserted, long deleted, String reason) {

    /** What a refresh can do. */
    public enum Action {
        /** Nothing had changed. */
        NO_DATA,
        /** The contents were recomputed, as the stream table's mode says. */
        FULL,
        /** Changes were applied. */
        DIFFERENTIAL,
        /** The contents were recomputed because changes could not be trusted. */
        REINITIALIZE,
        /** Nothing was done: someone else is at it, or there is nothing to refresh. */
        SKIP
    }

    static RefreshResult nothing(Action action, String reason) {
        return new RefreshResult(action, 0, 0, reason);
    }
}
