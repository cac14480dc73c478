package dev.pgtrickle.dvm.install;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether parts of a query may be stored as intermediate results. */
public enum IntermediateUse {
    /** Where the planner finds that it saves work. */
    AUTO,
    /** Only where there is no other way: for recursions below other operators. */
    OFF;

    /**
     * Finds a use by its name.
     *
     * @param name the name in any case
     * @return the use, or nothing when there is none
     */
    public static Optional<IntermediateUse> of(String name) {
        String upper = name.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(u -> u.name().equals(upper)).findFirst();
    }
}
