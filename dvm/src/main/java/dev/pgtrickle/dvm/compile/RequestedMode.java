package dev.pgtrickle.dvm.compile;

/** The refresh mode that the author of a stream table asks for. */
public enum RequestedMode {
    /** Incrementally if that is possible exactly, otherwise in full. */
    AUTO,
    /** Recompute. */
    FULL,
    /** Incrementally after commit, or not at all. */
    DIFFERENTIAL,
    /** Incrementally in the writer's transaction, or not at all. */
    IMMEDIATE
}
