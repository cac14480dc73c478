package dev.pgtrickle.dvm.session;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a statement in text form.
 *
 * @param columns the column names
 * @param rows the rows; each has one value per column
 */
public record Rows(List<String> columns, List<Row> rows) {

    /** No columns and no rows: what a command without a result returns. */
    public static final Rows NONE = new Rows(List.of(), List.of());

    /**
     * One row.
     *
     * @param values the values in text form, null for NULL
     */
    public record Row(List<@Nullable String> values) {

        /**
         * A value that may be NULL.
         *
         * @param column the column, from 0
         * @return its text form, or null for NULL
         */
        public @Nullable String nullable(int column) {
            return values.get(column);
        }

        /**
         * A value that the query guarantees.
         *
         * @param column the column, from 0
         * @return its text form
         * @throws IllegalStateException when it is NULL
         */
        public String text(int column) {
            String value = values.get(column);
            if (value == null) {
                throw new IllegalStateException("column " + column + " is NULL");
            }
            return value;
        }

        /**
         * A value that is an integer.
         *
         * @param column the column, from 0
         * @return its value
         */
        public long number(int column) {
            return Long.parseLong(text(column));
        }

        /**
         * A value that is a boolean.
         *
         * @param column the column, from 0
         * @return its value
         */
        public boolean truth(int column) {
            return text(column).equals("t");
        }
    }

    /**
     * The rows, one by one.
     *
     * @return a stream over the rows
     */
    public Stream<Row> stream() {
        return rows.stream();
    }

    /**
     * The only row.
     *
     * @return the row
     * @throws IllegalStateException when there is none or more than one
     */
    public Row single() {
        if (rows.size() != 1) {
            throw new IllegalStateException("expected one row, got " + rows.size());
        }
        return rows.getFirst();
    }

    /**
     * Whether there are no rows.
     *
     * @return true for an empty result
     */
    public boolean isEmpty() {
        return rows.isEmpty();
    }
}
