package dev.pgtrickle.conformance.run;

import java.util.Optional;
import java.util.Set;

/**
 * What is expected of a scenario today.
 *
 * @param scenario its number
 * @param fullReason a part of the reason why its query is recomputed under AUTO; nothing when it is maintained incrementally
 * @param rebuildReason a part of the reason with which a refresh may recompute although the query is maintained incrementally
 * @param traits what else is special about it
 */
record Expectation(int scenario, Optional<String> fullReason, Optional<String> rebuildReason, Set<Trait> traits) {

    /** What coverage.txt can say besides modes and reasons, in lower case there. */
    enum Trait {
        /** Changes of the sources cannot be seen, so every refresh recomputes. */
        UNSEEN,
        /** Some step truncates a source, after which a refresh recomputes. */
        TRUNCATED,
        /** The query reads the clock, so it is compared at the time of the refresh. */
        CLOCK,
        /** Its tables have other names for a while, so it is compared with the pinned query. */
        RENAMED
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    boolean isIncremental() {
        return fullReason.isEmpty();
    }
}
