package dev.pgtrickle.dvm.install;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a stream table is to be maintained inside the transactions that write its sources. */
public enum ImmediateUse {
    /** So that writers wait for each other as little as the query allows. */
    AUTO,
    /** At the end of each statement, in the storage itself: writers take turns, and readers merge nothing. */
    STATEMENT;

    /**
     * Finds a use by its name.
     *
     * @param name the name in any case
     * @return the use, or nothing when there is none
     */
    public static Optional<ImmediateUse> of(String name) {
        String upper = name.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(u -> u.name().equals(upper)).findFirst();
    }
}
