package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Running.Direction;
import dev.pgtrickle.dvm.algebra.Running.Nulls;
import dev.pgtrickle.dvm.algebra.Running.SortColumn;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.List;

/**
 * Which rows stand before a position in the order of a window, and which from it on, as conditions over the first sort key that an index can
 * serve.
 *
 * @param key the sort key
 * @param notNull whether it is never null
 */
record SortPosition(SortColumn key, boolean notNull) {

    static SortPosition of(Window window, SortColumn key) {
        return new SortPosition(key, NeverNull.holds(window.input(), Scalar.of(key.column())));
    }

    ColumnId column() {
        return key.column();
    }

    /** The order, as it stands behind a sort key. */
    String words() {
        return words(key);
    }

    /** The order of a sort key. */
    static String words(SortColumn key) {
        return words(key.direction(), key.nulls());
    }

    /** The order from the last to the first. */
    String reversed() {
        return reversed(key);
    }

    /** The order of a sort key, from the last to the first. */
    static String reversed(SortColumn key) {
        return words(key.direction().reverse(), key.nulls().reverse());
    }

    private static String words(Direction direction, Nulls nulls) {
        return direction.name() + " NULLS " + nulls.name();
    }

    /** The condition that a value stands before a position. */
    String before(String value, String position) {
        String less = value + (key.direction() == Direction.ASC ? " < " : " > ") + position;
        if (notNull) {
            return less;
        }
        return "(" + less
                + switch (key.nulls()) {
                    case LAST -> " OR " + position + " IS NULL AND " + value + " IS NOT NULL)";
                    case FIRST -> " OR " + position + " IS NOT NULL AND " + value + " IS NULL)";
                };
    }

    /** The conditions of which a value fulfils one, and no other, if it does not stand before a position. */
    List<String> from(String value, String position) {
        String notLess = value + (key.direction() == Direction.ASC ? " >= " : " <= ") + position;
        if (notNull) {
            return List.of(notLess);
        }
        return List.of(
                notLess,
                switch (key.nulls()) {
                    case LAST -> value + " IS NULL";
                    case FIRST -> position + " IS NULL";
                });
    }
}
