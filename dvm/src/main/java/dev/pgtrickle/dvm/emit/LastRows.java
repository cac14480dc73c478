package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Relation.Window.WindowCall;
import dev.pgtrickle.dvm.algebra.Running;
import dev.pgtrickle.dvm.algebra.Running.Place;
import dev.pgtrickle.dvm.algebra.Running.Seed;
import dev.pgtrickle.dvm.algebra.Running.SortColumn;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The stored rows of a window as they were before the changes, with an index on partition and order: how far some rows reach back is found there, and
 * what the rows before the first change amount to stands in the last of them, so that none of the others is read.
 *
 * <p>Law: rows before the first changed one of their partition are stored as they are, and a running value at the last of them is the value over
 * all of them. Before: {@code sum(x)} over the 100,000 rows before; after: the stored running sum of the row that comes last in the order of the
 * window.
 *
 * @param window the window
 * @param table where its rows are stored
 * @param columns the stored columns, in SQL
 * @param order which row is the last one: sort keys of which those of each call are the first
 * @param seeds for each call that has a seed, the column in which it is found
 */
public record LastRows(
        Window window,
        QualifiedName table,
        Map<ColumnId, String> columns,
        List<SortColumn> order,
        Map<ColumnId, ColumnId> seeds) {

    private static final String ALIAS = "w";

    /** Copies the collections, the seeds in their order. */
    public LastRows {
        columns = Map.copyOf(columns);
        order = List.copyOf(order);
    }

    /**
     * What is found of a window, if all its seeds are.
     *
     * @param window the window
     * @param table where its rows are stored, all of them and no others
     * @param columns those of its columns that are stored as they are
     * @return nothing if a column of the partition or the order is not stored, or a value
     */
    public static Optional<LastRows> of(Window window, QualifiedName table, Map<ColumnId, String> columns) {
        Map<ColumnId, ColumnId> seeds = new LinkedHashMap<>();
        List<List<SortColumn>> orders = new ArrayList<>();
        for (WindowCall call : window.calls()) {
            Optional<Running> running = call.running();
            if (running.isEmpty()) {
                return Optional.empty();
            }
            orders.add(List.of(running.get().first()));
            Optional<Seed> seed = running.get().seed();
            if (seed.isPresent()) {
                Optional<WindowCall> found = window.calls().stream()
                        .filter(c -> columns.containsKey(c.id()) && has(c, seed.get()))
                        .findFirst();
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                seeds.put(call.id(), found.get().id());
                orders.add(found.get().running().orElseThrow().order());
            }
        }
        List<SortColumn> longest =
                orders.stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
        List<ColumnId> partition = OperatorWriter.partitionColumns(window.partition());
        boolean compatible =
                orders.stream().allMatch(o -> longest.subList(0, o.size()).equals(o));
        boolean stored = partition.size() == window.partition().size()
                && columns.keySet().containsAll(partition)
                && longest.stream().allMatch(o -> columns.containsKey(o.column()));
        return !longest.isEmpty() && compatible && stored
                ? Optional.of(new LastRows(window, table, columns, longest, seeds))
                : Optional.empty();
    }

    /** Whether the value of a call at the last row is a seed. */
    private static boolean has(WindowCall call, Seed seed) {
        return call.running()
                .flatMap(Running::seed)
                .filter(s -> s.place() == Place.LAST_ROW && s.call().equals(seed.call()))
                .isPresent();
    }

    /**
     * What an index is on that finds the last row.
     *
     * @return columns with their order
     */
    public String indexed() {
        SortColumn first = order.getFirst();
        List<String> list = new ArrayList<>();
        for (ColumnId key : OperatorWriter.partitionColumns(window.partition())) {
            if (!key.equals(first.column())) {
                list.add(columns.get(key));
            }
        }
        list.add(columns.get(first.column()) + " " + SortPosition.words(first));
        return list.stream().distinct().collect(Collectors.joining(", "));
    }

    /** The stored rows. */
    Block rows() {
        Map<ColumnId, String> names = new LinkedHashMap<>();
        columns.forEach((id, column) -> names.put(id, ALIAS + "." + column));
        return Block.of(table.sql() + " " + ALIAS, names, List.of());
    }

    /** The query for the seeds of each partition in a table, under the ids of the calls. */
    String seed(String start, PartitionKeys keys, SortPosition position) {
        Block rows = rows();
        String own = rows.print(Scalar.of(position.column()));
        String last = order.stream()
                .map(o -> rows.print(Scalar.of(o.column())) + " " + SortPosition.reversed(o))
                .collect(Collectors.joining(", ", "\nORDER BY ", "\nLIMIT 1"));
        List<String> values = new ArrayList<>();
        seeds.forEach((call, column) -> values.add(rows.print(Scalar.of(column)) + " AS " + call));
        List<String> branches = new ArrayList<>();
        for (PartitionKeys.Match match : keys.matches(start, "l", rows)) {
            Block before = rows.where(match.join()).where(List.of(position.before(own, "l.low")));
            branches.add("SELECT " + keys.listed("l") + "e.*\nFROM " + start + " l CROSS JOIN LATERAL (\n"
                    + Indent.by4(CurrentRows.select(before, List.of(), values) + last) + "\n) e");
        }
        return String.join("\nUNION ALL\n", branches);
    }
}
