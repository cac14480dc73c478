package dev.pgtrickle.dvm.algebra;

/**
 * Names one column of one operator, unique within a query: two scans of the same table have different column ids.
 *
 * @param number any number that is used once
 */
public record ColumnId(int number) {
    @Override
    public String toString() {
        return "c" + number;
    }
}
