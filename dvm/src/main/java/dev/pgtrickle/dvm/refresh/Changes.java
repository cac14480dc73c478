package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.install.RefreshSets;
import java.util.OptionalLong;

/**
 * The captured changes that are not in the contents yet.
 *
 * @param sources which sources have any, a bit for each
 * @param count how many rows; an estimate if a source has {@link RefreshSets#COUNTED} or more
 * @param most how many rows the source with the most has; an estimate likewise
 * @param truncated whether a source was truncated
 */
record Changes(int sources, long count, long most, boolean truncated) {

    static final Changes NONE = new Changes(0, 0, 0, false);

    /** Reads what {@code pgtrickle._changes()} tells: ordinal, number of changes and {@code t} or {@code f}, of each source. */
    static Changes read(String listing) {
        int sources = 0;
        long count = 0;
        long most = 0;
        boolean truncated = false;
        for (String source : listing.split(",", -1)) {
            String[] facts = source.split(" ", -1);
            long changes = Long.parseLong(facts[1]);
            truncated |= facts[2].equals("t");
            if (changes > 0) {
                sources |= 1 << Integer.parseInt(facts[0]);
                count += changes;
                most = Math.max(most, changes);
            }
        }
        return new Changes(sources, count, most, truncated);
    }

    /** Whether one source has too many for lookups row by row. */
    boolean many() {
        return most > RefreshSets.MANY;
    }

    /** More than these there are in no source, if that is known. */
    OptionalLong bound() {
        return most < RefreshSets.COUNTED ? OptionalLong.of(most) : OptionalLong.empty();
    }

    /** Whether there is anything to apply. */
    boolean any() {
        return truncated || sources != 0;
    }
}
