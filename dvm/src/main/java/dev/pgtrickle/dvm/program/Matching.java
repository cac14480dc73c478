package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.source.SqlType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a stored row is found for a key: by a hash of the key in an index, then by comparing the key.
 *
 * <p>The hash is equal for equal keys, null included, so one narrow index serves keys of any type and number, also wide text that no btree
 * could hold. Key columns whose type has no hash function are only compared.
 */
final class Matching {

    /**
     * A column of a key.
     *
     * @param type its type
     * @param notNull whether it is never null
     */
    record KeyColumn(SqlType type, boolean notNull) {}

    private Matching() {}

    /** An expression for the hash of a key. */
    static String hash(List<String> values, List<KeyColumn> columns) {
        return hash(values, columns, 0);
    }

    /** An expression for another hash of a key, of keys that the first one does not tell apart. */
    static String secondHash(List<String> values, List<KeyColumn> columns) {
        return hash(values, columns, 1);
    }

    private static String hash(List<String> values, List<KeyColumn> columns, int seed) {
        String hashed = java.util.stream.IntStream.range(0, values.size())
                .filter(i -> columns.get(i).type().facts().hashable())
                .mapToObj(values::get)
                .collect(Collectors.joining(", "));
        return hashed.isEmpty() ? "0::bigint" : "hash_record_extended(ROW(" + hashed + "), " + seed + ")";
    }

    /** A condition for two key values to be equal as GROUP BY sees it: null equals null. */
    static String equal(String left, String right, KeyColumn column) {
        String equal = column.type().facts().equality().apply(left, right);
        if (column.notNull()) {
            return equal;
        }
        // IS NOT DISTINCT FROM would look the operator up by name. For a row type, IS NULL would look at its fields.
        return column.type().facts().composite()
                ? "(" + equal + " OR num_nulls(" + left + ", " + right + ") = 2)"
                : "(" + equal + " OR " + left + " IS NULL AND " + right + " IS NULL)";
    }

    /** A condition for two keys to be equal, column by column. */
    static String equal(List<String> left, List<String> right, List<KeyColumn> columns) {
        return java.util.stream.IntStream.range(0, columns.size())
                .mapToObj(i -> equal(left.get(i), right.get(i), columns.get(i)))
                .collect(Collectors.joining(" AND "));
    }
}
