package dev.pgtrickle.dvm.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A frame clause.
 *
 * @param mode what offsets count
 * @param start the first row
 * @param end the last row, or null when there is no BETWEEN: the current row
 * @param exclusion which rows around the current one are left out
 */
public record Frame(Mode mode, Bound start, @Nullable Bound end, Exclusion exclusion) {

    /** What the offsets of a frame count. */
    public enum Mode {
        RANGE,
        ROWS,
        GROUPS
    }

    /** Which rows around the current one are left out of the frame. */
    public enum Exclusion {
        NO_OTHERS(""),
        CURRENT_ROW("EXCLUDE CURRENT ROW"),
        GROUP("EXCLUDE GROUP"),
        TIES("EXCLUDE TIES");

        private final String words;

        Exclusion(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** An end of a frame. */
    public sealed interface Bound {}

    /** The ends that need no offset. */
    public enum FixedBound implements Bound {
        UNBOUNDED_PRECEDING("UNBOUNDED PRECEDING"),
        CURRENT_ROW("CURRENT ROW"),
        UNBOUNDED_FOLLOWING("UNBOUNDED FOLLOWING");

        private final String words;

        FixedBound(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * An end at a distance from the current row.
     *
     * @param offset the distance
     * @param direction to which side
     */
    public record OffsetBound(Expression offset, Direction direction) implements Bound {

        /** The sides of the current row. */
        public enum Direction {
            PRECEDING,
            FOLLOWING
        }
    }
}
