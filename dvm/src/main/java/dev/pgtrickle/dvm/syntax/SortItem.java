package dev.pgtrickle.dvm.syntax;

import java.util.List;

/**
 * One sort key.
 *
 * @param expression what to sort by
 * @param order in which order
 * @param nulls where null values go
 */
public record SortItem(Expression expression, Order order, Nulls nulls) {

    /** The order of values that are not null. */
    public sealed interface Order {}

    /** The order of the type's default operator class. */
    public enum Direction implements Order {
        ASC,
        DESC
    }

    /**
     * USING operator.
     *
     * @param operator the operator's tokens: one, or those of {@code OPERATOR(schema.op)}
     */
    public record Using(List<Piece.Token> operator) implements Order {

        /** Copies the list. */
        public Using {
            operator = List.copyOf(operator);
        }
    }

    /** Where null values go. */
    public enum Nulls {
        /** Nothing is said: last, or first after DESC. */
        DEFAULT,
        FIRST,
        LAST
    }
}
