package dev.pgtrickle.dvm.source;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which columns of tables find few rows by an index, by what the server's statistics say.
 *
 * @param tables by table OID, what is known of it
 */
public record AccessPaths(Map<Long, Table> tables) {

    /**
     * What is known of a table.
     *
     * @param rows the estimated number of rows; negative when it was never analysed
     * @param distinct by column number, the estimated number of distinct values
     * @param indexes the columns of each usable index, in its order
     */
    public record Table(double rows, Map<Integer, Double> distinct, List<Index> indexes) {}

    /**
     * An index.
     *
     * @param columns the numbers of its columns, in order
     * @param unique whether a combination of their values is there only once
     */
    public record Index(List<Integer> columns, boolean unique) {}

    /**
     * How many rows an index finds for given values of some columns.
     *
     * @param table a table's OID
     * @param columns numbers of columns whose values are given
     * @return an estimate by the best index; 1 where nothing is known but that there is one; nothing without an index that begins with one of the
     *     columns
     */
    public OptionalDouble rowsFound(long table, Set<Integer> columns) {
        Table known = tables.get(table);
        return known == null
                ? OptionalDouble.empty()
                : known.indexes().stream()
                        .filter(i -> columns.contains(i.columns().getFirst()))
                        .mapToDouble(i -> rowsFound(known, i, columns))
                        .min();
    }

    private static double rowsFound(Table table, Index index, Set<Integer> given) {
        if (index.unique() && given.containsAll(index.columns())) {
            return 1;
        }
        double rows = table.rows();
        for (int column : index.columns()) {
            Double distinct = table.distinct().get(column);
            if (!given.contains(column) || distinct == null) {
                break;
            }
            rows /= distinct;
        }
        return Math.max(rows, 1);
    }
}
