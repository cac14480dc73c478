package dev.pgtrickle.dvm.compile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The refresh mode that the author of a stream table asks for. */
public enum RequestedMode {
    /** Incrementally if that is possible exactly, otherwise in full. */
    AUTO,
    /** Recompute. */
    FULL,
    /** Incrementally after commit, or not at all. */
    DIFFERENTIAL,
    /** Incrementally in the writer's transaction, or not at all. */
    IMMEDIATE;

    /**
     * Finds a mode by its name.
     *
     * @param name the name in any case
     * @return the mode, or nothing when there is none
     */
    public static Optional<RequestedMode> of(String name) {
        String upper = name.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(m -> m.name().equals(upper)).findFirst();
    }
}
