package dev.pgtrickle.dvm.syntax;

import org.jspecify.annotations.Nullable;

/**
 * LIMIT, OFFSET and FETCH.
 *
 * @param offset the number of rows to skip, or null
 * @param count the number of rows to return, or null; the key word ALL for LIMIT ALL
 * @param ties what happens to rows that sort like the last one
 */
public record Limit(@Nullable Expression offset, @Nullable Expression count, Ties ties) {

    /** What happens to rows that sort like the last returned one. */
    public enum Ties {
        /** LIMIT, FETCH ... ONLY. */
        CUT,
        /** FETCH ... WITH TIES. */
        KEPT
    }
}
