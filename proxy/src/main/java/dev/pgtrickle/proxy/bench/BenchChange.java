package dev.pgtrickle.proxy.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A change to measure.
 *
 * @param kind what it does
 * @param rows to how many rows
 */
record BenchChange(Kind kind, int rows) {

    /** In the order in which they are made: what is deleted was inserted before, so that the table keeps its size. */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    static List<BenchChange> ofAllKinds(int rows) {
        return Stream.of(Kind.values()).map(kind -> new BenchChange(kind, rows)).toList();
    }

    /**
     * The statement.
     *
     * @param schema whose table is changed
     * @param size how many rows the table has
     * @param place a number from 0 to 1 that says which rows are updated
     */
    String statement(String schema, int size, double place) {
        int updated = 1 + (int) (place * (size - rows));
        return switch (kind) {
            case INSERT -> "INSERT INTO " + schema + ".sale " + BenchData.sales(size + 1, size + rows, size);
            case UPDATE ->
                "UPDATE " + schema + ".sale SET amount = amount + 1 WHERE id BETWEEN " + updated + " AND "
                        + (updated + rows - 1);
            case DELETE -> "DELETE FROM " + schema + ".sale WHERE id > " + size;
        };
    }

    /** A name for the terminal. */
    String title() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + rows + (rows == 1 ? " row" : " rows");
    }
}
