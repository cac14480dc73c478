package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The partition columns of a window, and how rows of the same partition find each other: by an equality that an index or a hash table can serve
 * where no column is null, and otherwise, if there are such partitions at all, one by one.
 *
 * @param keys the columns
 */
record PartitionKeys(List<Key> keys) {

    /** A column of the partition, with its type. */
    record Key(ColumnId column, SqlType type, boolean notNull) {}

    /**
     * A way in which rows find their partition in a table with one row for each.
     *
     * @param partitions conditions on the row of the partition, which tell those that are found in this way from others
     * @param join conditions on both rows, which no row fulfils with a partition of another way
     */
    record Match(List<String> partitions, List<String> join) {}

    /** The partition columns of a window that is partitioned by columns. */
    static PartitionKeys of(Window window, ColumnTypes types) {
        Set<ColumnId> columns = new LinkedHashSet<>(OperatorWriter.partitionColumns(window.partition()));
        return new PartitionKeys(columns.stream()
                .map(c -> new Key(c, types.of(c), NeverNull.holds(window.input(), Scalar.of(c))))
                .toList());
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    List<String> columns(String alias) {
        return keys.stream().map(k -> alias + "." + k.column()).toList();
    }

    String list(String alias) {
        return String.join(", ", columns(alias));
    }

    /** The columns, each with a comma behind it. */
    String listed(String alias) {
        return columns(alias).stream().map(c -> c + ", ").collect(Collectors.joining());
    }

    /** The ways in which rows find their partition in a table; a row finds it in one of them. */
    List<Match> matches(String table, String alias, Block rows) {
        List<String> equal = keys.stream()
                .map(k -> equal(k, alias + "." + k.column(), rows.print(Scalar.of(k.column()))))
                .toList();
        if (keys.stream().allMatch(Key::notNull)) {
            return List.of(new Match(List.of(), equal));
        }
        List<String> same = new ArrayList<>();
        // The first condition does not depend on the rows that are read, and is answered once.
        same.add("(SELECT EXISTS (SELECT FROM " + table + " z WHERE " + anyNull("z") + "))");
        same.add(anyNull(alias));
        keys.forEach(k -> same.add(same(k, alias + "." + k.column(), rows.print(Scalar.of(k.column())))));
        return List.of(new Match(List.of("NOT " + anyNull(alias)), equal), new Match(List.of(anyNull(alias)), same));
    }

    /** The join of rows with a table that has at most one row for each partition: see {@link #seed}. */
    String joined(String table, String alias) {
        if (keys.isEmpty()) {
            return " LEFT JOIN " + table + " s ON true";
        }
        String equal = keys.stream()
                .map(k -> equal(k, "s." + k.column(), alias + "." + k.column()))
                .collect(Collectors.joining(" AND "));
        String join = " LEFT JOIN " + table + " s ON " + equal;
        if (keys.stream().allMatch(Key::notNull)) {
            return join;
        }
        String same = keys.stream()
                .map(k -> same(k, "z." + k.column(), alias + "." + k.column()))
                .collect(Collectors.joining(" AND "));
        return join + "\n    LEFT JOIN (SELECT * FROM " + table + " z WHERE " + anyNull("z") + ") z ON "
                + anyNull(alias) + " AND " + same;
    }

    /** A column of the table that was joined. */
    String seed(ColumnId column) {
        return keys.stream().allMatch(Key::notNull) ? "s." + column : "coalesce(s." + column + ", z." + column + ")";
    }

    private String anyNull(String alias) {
        return keys.stream()
                .filter(k -> !k.notNull())
                .map(k -> alias + "." + k.column())
                .collect(Collectors.joining(", ", "pg_catalog.num_nulls(", ") > 0"));
    }

    private static String equal(Key key, String left, String right) {
        return key.type().facts().equality().apply(left, right);
    }

    private static String same(Key key, String left, String right) {
        return key.notNull()
                ? equal(key, left, right)
                : "(" + equal(key, left, right) + " OR pg_catalog.num_nulls(" + left + ", " + right + ") = 2)";
    }
}
