package dev.pgtrickle.dvm.algebra;

import java.util.List;
import java.util.Optional;

/**
 * How a window function call follows from the rows up to the current one and its peers, for calls that look at no others: so that a change leaves the
 * rows before it alone, and the rows from it on can be computed from what those before amount to.
 *
 * @param order the sort keys of the window up to the first one that is no column; at least one
 * @param seed what all rows before amount to; nothing for a call that looks back over some rows only
 * @param lookback over how many rows before the current one it looks back besides, at most
 */
public record Running(List<SortColumn> order, Optional<Seed> seed, int lookback) {

    /** Copies the list. */
    public Running {
        order = List.copyOf(order);
    }

    /**
     * The first sort key.
     *
     * @return the key
     */
    public SortColumn first() {
        return order.getFirst();
    }

    /**
     * A sort key that is a column, in the default order of its type, whose operators are those of {@code pg_catalog}.
     *
     * @param column the column
     * @param direction ascending or descending
     * @param nulls where null values go
     */
    public record SortColumn(ColumnId column, Direction direction, Nulls nulls) {}

    /** The direction of a sort key. */
    public enum Direction {
        ASC,
        DESC;

        /**
         * The other direction.
         *
         * @return descending for ascending
         */
        public Direction reverse() {
            return this == ASC ? DESC : ASC;
        }
    }

    /** Where null values go. */
    public enum Nulls {
        FIRST,
        LAST;

        /**
         * The other end.
         *
         * @return last for first
         */
        public Nulls reverse() {
            return this == FIRST ? LAST : FIRST;
        }
    }

    /**
     * What the rows before some row amount to.
     *
     * @param call an aggregate over them
     * @param merge how it and the value over the later rows make the value over all of them
     * @param place where else it is found
     */
    public record Seed(Scalar call, Merge merge, Place place) {}

    /** Where the seed is found but in the rows themselves. */
    public enum Place {
        /** It is the value that the window function has at the last of these rows, in an order of columns only. */
        LAST_ROW,
        /** Nowhere. */
        NONE
    }

    /** How two values over parts make the value over the whole. A null stands for no value. */
    public enum Merge {
        SUM,
        LEAST,
        GREATEST,
        BIT_AND,
        BIT_OR,
        BIT_XOR
    }
}
