package dev.pgtrickle.wire.frame;

/** What becomes of a message. */
public enum Verdict {
    /** Its bytes pass through as they stand. */
    RELAY,
    /** Its bytes are swallowed. */
    DROP,
    /** The listener wants to see the whole body before it decides. */
    INSPECT,
    /** Nothing yet: the walker is paused in front of the message and asks again when it resumes. */
    WAIT
}
