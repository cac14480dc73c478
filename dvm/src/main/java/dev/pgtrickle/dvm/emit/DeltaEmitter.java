package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Delta.Factor;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes deltas as SELECT blocks.
 *
 * <p>A delta is the UNION ALL of one block per term; see {@link CurrentRows} for a factor that is unchanged.
 */
public final class DeltaEmitter {

    private final Set<ColumnId> used;
    private final CurrentRows currentRows;
    private final CommonTables commonTables;

    /**
     * An emitter for one statement.
     *
     * @param used the columns that the statement reads anywhere; others are left out
     * @param currentRows writes unchanged factors
     * @param commonTables collects the WITH list of the statement
     */
    public DeltaEmitter(Set<ColumnId> used, CurrentRows currentRows, CommonTables commonTables) {
        this.used = Set.copyOf(used);
        this.currentRows = currentRows;
        this.commonTables = commonTables;
    }

    /**
     * A query for changed rows.
     *
     * @param delta the changes
     * @param items the SELECT list; a column with the weight follows
     * @return one SELECT per term, joined by UNION ALL
     */
    public String changed(Delta delta, List<Item> items) {
        return blocks(delta).stream()
                .map(b -> CurrentRows.select(b, items, List.of(b.weight() + " AS " + ChangeSource.WEIGHT)))
                .collect(Collectors.joining("\nUNION ALL\n"));
    }

    private List<Block> blocks(Delta delta) {
        return switch (delta) {
            case Delta.Nothing nothing -> List.of();
            case Delta.Changes changes -> List.of(changes(changes.scan()));
            case Delta.Filtered filtered ->
                blocks(filtered.input()).stream()
                        .map(b -> b.filter(filtered.conditions()))
                        .toList();
            case Delta.Projected projected ->
                blocks(projected.input()).stream()
                        .map(b -> b.project(projected.projections()))
                        .toList();
            case Delta.Sum sum ->
                sum.terms().stream().flatMap(t -> blocks(t).stream()).toList();
            case Delta.Product product -> product(product);
            case Delta.Shared shared -> List.of(shared(shared));
        };
    }

    /** A factor that is itself a sum multiplies out: weights distribute over UNION ALL. */
    private List<Block> product(Delta.Product product) {
        List<Block> result = List.of();
        for (Factor factor : product.factors()) {
            List<Block> blocks = switch (factor) {
                case Factor.Current current -> List.of(currentRows.block(current.relation()));
                case Factor.Changed changed -> blocks(changed.delta());
            };
            result = result.isEmpty() ? blocks : cross(result, blocks);
        }
        return result.stream()
                .map(b -> b.filter(product.conditions()).times(product.sign()))
                .toList();
    }

    private static List<Block> cross(List<Block> left, List<Block> right) {
        List<Block> all = new ArrayList<>();
        for (Block l : left) {
            for (Block r : right) {
                all.add(l.times(r));
            }
        }
        return all;
    }

    private Block changes(Scan scan) {
        String name = commonTables.changesOf(scan.table(), usedColumns(scan.table()));
        return Block.of(
                name + " " + CurrentRows.alias(scan),
                CurrentRows.columns(scan),
                List.of(CurrentRows.alias(scan) + "." + ChangeSource.WEIGHT));
    }

    private Block shared(Delta.Shared shared) {
        List<ColumnId> columns =
                shared.columns().stream().filter(used::contains).toList();
        if (!commonTables.contains(shared.name())) {
            List<Item> items = columns.stream()
                    .map(c -> new Item(c.toString(), Scalar.of(c)))
                    .toList();
            commonTables.add(shared.name(), changed(shared.value(), items));
        }
        Map<ColumnId, String> bindings = new LinkedHashMap<>();
        columns.forEach(c -> bindings.put(c, shared.name() + "." + c));
        return Block.of(shared.name(), bindings, List.of(shared.name() + "." + ChangeSource.WEIGHT));
    }

    private List<SourceColumn> usedColumns(SourceTable table) {
        return commonTables.columnsOf(table);
    }
}
