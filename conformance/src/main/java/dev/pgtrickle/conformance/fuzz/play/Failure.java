package dev.pgtrickle.conformance.fuzz.play;

/**
 * What went wrong.
 *
 * @param kind what sort of failure it is: when a case is cut down, it stays the same
 * @param place where in the case
 * @param message the rows that differ, or the error
 */
public record Failure(Kind kind, String place, String message) {

    /** Sorts of failures. */
    public enum Kind {
        /** The stream table cannot be created, although AUTO can always recompute. */
        CREATION,
        /** Contents differ right after creation. */
        FIRST_CONTENTS,
        /** A write or a commit fails, although the constraints of the tables are kept. */
        WRITE,
        /** A refresh fails. */
        REFRESH,
        /** A refreshed stream table differs from its query. */
        DIFFERENTIAL_CONTENTS,
        /** An IMMEDIATE stream table differs from its query inside of the writer's transaction. */
        UNCOMMITTED_CONTENTS,
        /** An IMMEDIATE stream table differs from its query after a commit. */
        IMMEDIATE_CONTENTS,
        /** Contents are right, but what is stored beside them differs from that of a stream table that was just made. */
        HIDDEN_STATE
    }
}
