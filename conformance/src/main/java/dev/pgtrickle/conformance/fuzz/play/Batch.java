package dev.pgtrickle.conformance.fuzz.play;

import java.util.List;

/**
 * What is written between two looks at the stream tables.
 *
 * @param changes the statements
 * @param commit how they are committed
 */
public record Batch(List<Change> changes, Commit commit) {

    /** How statements become transactions. */
    public enum Commit {
        /** All in one transaction; before its end the writer looks at the IMMEDIATE stream table. */
        TOGETHER,
        /** Each on its own. */
        EACH
    }

    /** Copies the list. */
    public Batch {
        changes = List.copyOf(changes);
    }
}
