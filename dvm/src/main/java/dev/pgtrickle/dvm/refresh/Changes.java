package dev.pgtrickle.dvm.refresh;

import dev.pgtrickle.dvm.install.RefreshSets;

/**
 * The captured changes that are not in the contents yet.
 *
 * @param sources which sources have any, a bit for each
 * @param count how many rows; an estimate if there are many
 * @param many whether one source has too many for lookups row by row
 * @param truncated whether a source was truncated
 */
record Changes(int sources, long count, boolean many, boolean truncated) {

    static final Changes NONE = new Changes(0, 0, false, false);

    /** Reads what {@code pgtrickle._changes()} tells: ordinal, number of changes and {@code t} or {@code f}, of each source. */
    static Changes read(String listing) {
        int sources = 0;
        long count = 0;
        boolean many = false;
        boolean truncated = false;
        for (String source : listing.split(",")) {
            String[] facts = source.split(" ");
            long changes = Long.parseLong(facts[1]);
            truncated |= facts[2].equals("t");
            if (changes > 0) {
                sources |= 1 << Integer.parseInt(facts[0]);
                count += changes;
                many |= changes > RefreshSets.MANY;
            }
        }
        return new Changes(sources, count, many, truncated);
    }

    /** Whether there is anything to apply. */
    boolean any() {
        return truncated || sources != 0;
    }
}
