package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Relation.Window.WindowCall;
import dev.pgtrickle.dvm.algebra.Running;
import dev.pgtrickle.dvm.algebra.Running.Seed;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.delta.Delta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the changes of a window whose calls look at no rows behind the current one, as common tables: {@code changed}, the netted changes of its
 * input; {@code first}, where the first of them stands in each partition; {@code start}, the same some rows earlier, if calls look back over rows;
 * {@code seed}, what the rows before amount to; {@code now} and {@code before}, the rows from there on with the changes and without; {@code result},
 * the window over the one minus the window over the other.
 *
 * @see Delta.Continued
 */
final class SuffixWriter {

    private static final String WEIGHT = ChangeSource.WEIGHT;

    private final CurrentRows currentRows;
    private final CommonTables tables;
    private final Optional<LastRows> stored;
    private final PartitionWriter partitions;

    SuffixWriter(CurrentRows currentRows, CommonTables tables, Optional<LastRows> stored) {
        this.currentRows = currentRows;
        this.tables = tables;
        this.stored = stored;
        this.partitions = new PartitionWriter(currentRows, tables);
    }

    /**
     * Adds the common tables.
     *
     * @param continued the window
     * @param changes a query for the changes of its input: the used columns by their ids, and the weight
     * @return the name of the common table with the changes of the window
     */
    String write(Delta.Continued continued, String changes) {
        Window window = continued.window();
        int lookback = continued.suffix().lookback();
        Optional<LastRows> found = stored.filter(s -> s.window().equals(window));
        if (lookback > 0 && found.isEmpty()) {
            // Looking back without an index would read the table once for each partition.
            return partitions.write(window, changes);
        }
        List<ColumnId> columns = currentRows.usedOf(window.input().columns());
        List<NetRows.Column> netColumns = partitions.netColumns(columns);
        PartitionKeys keys = PartitionKeys.of(window, currentRows.types());
        SortPosition position = SortPosition.of(window, continued.suffix().order());
        String changed = partitions.name("changed");
        tables.add(changed, NetRows.query("(\n" + Indent.by4(changes) + "\n)", netColumns));
        Block rows = rows(window, columns, changed);
        String first = partitions.name("first");
        tables.add(first, first(changed, keys, position));
        String start = lookback == 0 ? first : partitions.name("start");
        if (lookback > 0) {
            tables.add(start, start(first, lookback, found.orElseThrow().rows(), keys, position));
        }
        List<WindowCall> seeded = seeded(window);
        Optional<String> seed = seeded.isEmpty() ? Optional.empty() : Optional.of(partitions.name("seed"));
        seed.ifPresent(name -> tables.add(
                name,
                found.map(s -> s.seed(start, keys, position))
                        .orElseGet(() -> seed(start, seeded, rows, keys, position))));
        String now = partitions.name("now");
        tables.add(now, now(start, rows, columns, keys, position));
        String before = partitions.name("before");
        tables.add(before, PartitionWriter.before(now, changed, columns, netColumns));
        List<ColumnId> outputs = currentRows.usedOf(window.columns());
        String plus = select(window, now, seed, keys, columns, outputs, "1::bigint");
        String minus = select(window, before, seed, keys, columns, outputs, "-1::bigint");
        String result = partitions.name("result");
        tables.add(
                result,
                NetRows.query(
                                "(\n" + Indent.by4(plus + "\nUNION ALL\n" + minus) + "\n)",
                                partitions.netColumns(outputs))
                        + "\n" + tables.takeAll());
        return result;
    }

    private List<WindowCall> seeded(Window window) {
        List<ColumnId> outputs = currentRows.usedOf(window.columns());
        return window.calls().stream()
                .filter(c -> outputs.contains(c.id()) && seedOf(c).isPresent())
                .toList();
    }

    private static Optional<Seed> seedOf(WindowCall call) {
        return call.running().flatMap(Running::seed);
    }

    /** Where the input's rows are read, several times: a table as it is; what has to be computed is computed once, for the touched partitions. */
    private Block rows(Window window, List<ColumnId> columns, String changed) {
        if (isTable(window.input())) {
            return currentRows.renamed().block(window.input());
        }
        String rows = partitions.name("rows");
        tables.add(rows, partitions.now(window, window.input(), columns, changed));
        return PartitionWriter.over(rows, "p", columns);
    }

    private static boolean isTable(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> true;
            case Relation.Filter filter -> isTable(filter.input());
            case Relation.Project project -> isTable(project.input());
            default -> false;
        };
    }

    private static String first(String changed, PartitionKeys keys, SortPosition position) {
        String low = "k." + position.column();
        String order = low + " " + position.words();
        return keys.isEmpty()
                ? "SELECT " + low + " AS low\nFROM " + changed + " k\nORDER BY " + order + "\nLIMIT 1"
                : "SELECT DISTINCT ON (" + keys.list("k") + ") " + keys.list("k") + ", " + low + " AS low\nFROM "
                        + changed + " k\nORDER BY " + keys.list("k") + ", " + order;
    }

    private static String start(String first, int lookback, Block rows, PartitionKeys keys, SortPosition position) {
        String own = rows.print(Scalar.of(position.column()));
        List<String> branches = new ArrayList<>();
        for (PartitionKeys.Match match : keys.matches(first, "l", rows)) {
            List<String> rowsBefore = new ArrayList<>(match.join());
            rowsBefore.add(position.before(own, "l.low"));
            Block before = rows.where(rowsBefore);
            String last = CurrentRows.select(before, List.of(), List.of(own + " AS low")) + "\nORDER BY " + own + " "
                    + position.reversed() + "\nLIMIT " + lookback;
            String found = "SELECT b.low, true AS found\nFROM (\n" + Indent.by4(last) + "\n) b\nORDER BY b.low "
                    + position.words() + "\nLIMIT 1";
            branches.add("SELECT " + keys.listed("l") + "CASE WHEN e.found THEN e.low ELSE l.low END AS low\nFROM "
                    + first + " l LEFT JOIN LATERAL (\n" + Indent.by4(found) + "\n) e ON true"
                    + where(match.partitions()));
        }
        return String.join("\nUNION ALL\n", branches);
    }

    private static String where(List<String> conditions) {
        return conditions.isEmpty() ? "" : "\nWHERE " + String.join("\n  AND ", conditions);
    }

    private static String seed(
            String start, List<WindowCall> seeded, Block rows, PartitionKeys keys, SortPosition position) {
        String own = rows.print(Scalar.of(position.column()));
        List<String> branches = new ArrayList<>();
        for (PartitionKeys.Match match : keys.matches(start, "l", rows)) {
            Block before =
                    rows.with(start + " l", Map.of()).where(match.join()).where(List.of(position.before(own, "l.low")));
            List<String> list = new ArrayList<>(keys.columns("l"));
            seeded.forEach(c -> list.add(before.print(seedOf(c).orElseThrow().call()) + " AS " + c.id()));
            branches.add(CurrentRows.select(before, List.of(), list)
                    + (keys.isEmpty() ? "" : "\nGROUP BY " + keys.list("l")));
        }
        return String.join("\nUNION ALL\n", branches);
    }

    private static String now(
            String start, Block rows, List<ColumnId> columns, PartitionKeys keys, SortPosition position) {
        String own = rows.print(Scalar.of(position.column()));
        List<String> branches = new ArrayList<>();
        for (PartitionKeys.Match match : keys.matches(start, "l", rows)) {
            for (String from : position.from(own, "l.low")) {
                Block suffix =
                        rows.with(start + " l", Map.of()).where(match.join()).where(List.of(from));
                branches.add(CurrentRows.select(suffix, CurrentRows.items(columns), List.of()));
            }
        }
        return String.join("\nUNION ALL\n", branches);
    }

    private static String select(
            Window window,
            String from,
            Optional<String> seed,
            PartitionKeys keys,
            List<ColumnId> columns,
            List<ColumnId> outputs,
            String weight) {
        Block rows = PartitionWriter.over(from, "i", columns);
        List<String> list = new ArrayList<>();
        for (ColumnId output : outputs) {
            String value = window.calls().stream()
                    .filter(c -> c.id().equals(output))
                    .findFirst()
                    .map(c -> value(c, rows, keys))
                    .orElseGet(() -> rows.print(Scalar.of(output)));
            list.add(value + " AS " + output);
        }
        list.add(weight + " AS " + WEIGHT);
        return "SELECT " + String.join(", ", list) + "\nFROM " + from + " i"
                + seed.map(s -> keys.joined(s, "i")).orElse("");
    }

    private static String value(WindowCall call, Block rows, PartitionKeys keys) {
        String own = rows.print(call.expression());
        return seedOf(call)
                .map(s -> merge(s.merge(), keys.seed(call.id()), own))
                .orElse(own);
    }

    private static String merge(Running.Merge merge, String seed, String value) {
        return switch (merge) {
            case SUM -> either(seed, value, "+");
            case BIT_AND -> either(seed, value, "&");
            case BIT_OR -> either(seed, value, "|");
            case BIT_XOR -> either(seed, value, "#");
            case LEAST -> "least(" + seed + ", " + value + ")";
            case GREATEST -> "greatest(" + seed + ", " + value + ")";
        };
    }

    /** Both values if both are there. */
    private static String either(String seed, String value, String operator) {
        return "coalesce(" + seed + " " + operator + " " + value + ", " + seed + ", " + value + ")";
    }
}
