package dev.pgtrickle.dvm.install;

import java.util.ArrayList;
import java.util.List;

/**
 * For which sets of changed sources a stream table has refresh functions: single sources, pairs, triples if there are few sources, and all
 * together. A set is a bit set of ordinals, of which {@link dev.pgtrickle.dvm.compile.CompiledView#MOST_SOURCES} sees to there being few enough.
 */
public final class RefreshSets {

    /** With more changed rows of one source than this, the statement is planned anew. */
    public static final int MANY = 1000;

    /** The set of no sources: what changes is the time. */
    public static final int TIME_ONLY = 0;

    /** Changes of a source are counted up to here; whether there are more is estimated. */
    public static final int COUNTED = 3_000;

    /** Up to this many sources, every set of up to three has a function of its own. */
    private static final int SOURCES_WITH_TRIPLES = 6;

    /** Up to this many sources, every pair has a function of its own. */
    private static final int SOURCES_WITH_PAIRS = 12;

    private RefreshSets() {}

    /**
     * The sets that have functions.
     *
     * @param sources the number of sources
     * @return the sets by increasing size
     */
    public static List<Integer> all(int sources) {
        int everything = (1 << sources) - 1;
        int largest = sources <= SOURCES_WITH_TRIPLES ? 3 : sources <= SOURCES_WITH_PAIRS ? 2 : 1;
        List<Integer> sets = new ArrayList<>();
        List<Integer> smaller = List.of(0);
        for (int size = 1; size <= largest; size++) {
            List<Integer> next = new ArrayList<>();
            for (int set : smaller) {
                // Each set once: further sources are added in order.
                for (int i = Integer.SIZE - Integer.numberOfLeadingZeros(set); i < sources; i++) {
                    next.add(set | 1 << i);
                }
            }
            next.sort(null);
            sets.addAll(next);
            smaller = next;
        }
        if (sources > largest) {
            sets.add(everything);
        }
        return sets;
    }

    /**
     * The set whose function serves for a set of changed sources. What did not change adds nothing.
     *
     * @param sources the number of sources
     * @param changed the changed sources
     * @return the smallest set with a function that contains them
     */
    public static int smallestContaining(int sources, int changed) {
        return all(sources).stream()
                .filter(set -> (set & changed) == changed)
                .findFirst()
                .orElseThrow();
    }
}
