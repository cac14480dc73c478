package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The sources of a stream table with their ordinals: a bit in the sets of sources for which refresh functions are compiled.
 *
 * @param sources the tables in order; the ordinal of a table is its place, from 0
 * @param columns by table OID, the columns whose changes matter
 * @param leaves by table OID, the scans of the table
 */
public record SourceChanges(
        List<SourceTable> sources, Map<Long, List<SourceColumn>> columns, Map<Long, Set<Integer>> leaves) {

    /**
     * Numbers the sources of a relation.
     *
     * @param input the relation whose changes are propagated
     * @param columns by table OID, the columns whose changes matter
     * @return the numbered sources
     */
    public static SourceChanges of(Relation input, Map<Long, List<SourceColumn>> columns) {
        Map<Long, SourceTable> tables = new LinkedHashMap<>();
        Map<Long, Set<Integer>> leaves = new LinkedHashMap<>();
        for (Scan scan : input.scans()) {
            tables.putIfAbsent(scan.table().oid(), scan.table());
            leaves.computeIfAbsent(scan.table().oid(), oid -> new TreeSet<>()).add(scan.leaf());
        }
        return new SourceChanges(List.copyOf(tables.values()), columns, leaves);
    }

    /**
     * Numbers tables of which only the fact that they changed matters.
     *
     * @param tables the tables
     * @return the numbered sources, without columns
     */
    public static SourceChanges ofTables(List<SourceTable> tables) {
        return new SourceChanges(tables, Map.of(), Map.of());
    }

    /**
     * The scans of a set of sources.
     *
     * @param set a bit set of ordinals
     * @return leaf numbers
     */
    public Set<Integer> leavesOf(int set) {
        Set<Integer> result = new TreeSet<>();
        IntStream.range(0, sources.size())
                .filter(i -> (set & 1 << i) != 0)
                .forEach(i -> result.addAll(leaves.getOrDefault(sources.get(i).oid(), Set.of())));
        return result;
    }

    /**
     * The column numbers whose changes matter.
     *
     * @param table one of the sources
     * @return by increasing number
     */
    public List<Integer> columnNumbers(SourceTable table) {
        return columns.getOrDefault(table.oid(), List.of()).stream()
                .map(SourceColumn::number)
                .toList();
    }
}
