package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Delta.Factor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes deltas as SELECT blocks.
 *
 * <p>A delta is the UNION ALL of one block per term; see {@link CurrentRows} for a factor that is unchanged.
 */
public final class DeltaEmitter {

    private final CurrentRows currentRows;
    private final CommonTables commonTables;
    private final Optional<LastRows> stored;

    /**
     * An emitter for one statement.
     *
     * @param used the columns that the statement reads anywhere; others are left out
     * @param currentRows writes unchanged factors
     * @param commonTables collects the WITH list of the statement
     */
    public DeltaEmitter(Set<ColumnId> used, CurrentRows currentRows, CommonTables commonTables) {
        this(currentRows.using(used), commonTables, Optional.empty());
    }

    private DeltaEmitter(CurrentRows currentRows, CommonTables commonTables, Optional<LastRows> stored) {
        this.currentRows = currentRows;
        this.commonTables = commonTables;
        this.stored = stored;
    }

    /**
     * An emitter that may look up what is stored of a window.
     *
     * @param window where its rows are stored as they were before the changes; nothing if they are not, or not with all that is needed
     * @return the emitter
     */
    public DeltaEmitter lookingUp(Optional<LastRows> window) {
        return new DeltaEmitter(currentRows, commonTables, window);
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
                        .map(b -> currentRows.project(b, projected.projections()))
                        .toList();
            case Delta.Sum sum ->
                sum.terms().stream().flatMap(t -> blocks(t).stream()).toList();
            case Delta.Product product -> product(product);
            case Delta.Shared shared -> List.of(shared(shared));
            case Delta.Padded padded ->
                blocks(padded.input()).stream()
                        .map(b -> b.replace(nulls(padded.nulls())))
                        .toList();
            case Delta.Expanded expanded ->
                blocks(expanded.input()).stream()
                        .map(b -> currentRows.expand(b, expanded.function()))
                        .toList();
            case Delta.Tested tested -> tested(tested);
            case Delta.Moved moved ->
                List.of(currentRows
                        .block(moved.rows(), moved.conditions())
                        .filter(moved.conditions())
                        .times(moved.sign()));
            case Delta.Crossed crossed -> crossed(crossed);
            case Delta.Recomputed recomputed -> List.of(recomputed(recomputed));
            case Delta.Continued continued -> List.of(continued(continued));
        };
    }

    /** A factor that is itself a sum multiplies out: weights distribute over UNION ALL. */
    private List<Block> product(Delta.Product product) {
        List<List<Block>> changed = List.of(List.of());
        for (Factor factor : product.factors()) {
            if (factor instanceof Factor.Changed c) {
                changed = cross(changed, blocks(c.delta()));
            }
        }
        List<List<Block>> siblings = List.of();
        if (product.factors().stream().anyMatch(DeltaEmitter::isRestricted)) {
            siblings = beside().siblings(product);
        }
        List<Block> result = new ArrayList<>();
        for (int i = 0; i < changed.size(); i++) {
            List<Block> around = siblings.isEmpty() ? List.of() : siblings.get(i);
            result.add(term(product, changed.get(i), around)
                    .filter(product.conditions())
                    .times(product.sign()));
        }
        return result;
    }

    /** The product of one block for each changed factor with the current ones, of which sub-selects are restricted to partners. */
    private Block term(Delta.Product product, List<Block> changed, List<Block> siblings) {
        Iterator<Block> next = changed.iterator();
        Block result = null;
        for (Factor factor : product.factors()) {
            Block block = switch (factor) {
                case Factor.Changed c -> next.next();
                case Factor.Current current -> {
                    List<Scalar> wanted = isRestricted(factor)
                            ? Wanted.partners(
                                    siblings.stream().reduce(Block::times).orElseThrow(),
                                    current.relation(),
                                    product.conditions())
                            : List.of();
                    yield currentRows.block(current.relation(), wanted);
                }
            };
            result = result == null ? block : result.times(block);
        }
        if (result == null) {
            throw new IllegalArgumentException("a product without factors");
        }
        return result;
    }

    private static boolean isRestricted(Factor factor) {
        return factor instanceof Factor.Current current && Wanted.helps(current.relation());
    }

    /** For each combination of blocks of the changed factors: these, and the current factors that the planner sees through. */
    private List<List<Block>> siblings(Delta.Product product) {
        List<List<Block>> result = List.of(List.of());
        for (Factor factor : product.factors()) {
            switch (factor) {
                case Factor.Changed c -> result = cross(result, blocks(c.delta()));
                case Factor.Current current -> {
                    if (!isRestricted(factor)) {
                        result = cross(result, List.of(currentRows.block(current.relation())));
                    }
                }
            }
        }
        return result;
    }

    private static List<List<Block>> cross(List<List<Block>> left, List<Block> right) {
        List<List<Block>> all = new ArrayList<>();
        for (List<Block> l : left) {
            for (Block r : right) {
                List<Block> both = new ArrayList<>(l);
                both.add(r);
                all.add(both);
            }
        }
        return all;
    }

    private DeltaEmitter beside() {
        return new DeltaEmitter(currentRows.beside(), commonTables, stored);
    }

    private Map<ColumnId, String> nulls(List<ColumnId> columns) {
        Map<ColumnId, String> nulls = new LinkedHashMap<>();
        for (ColumnId column : currentRows.usedOf(columns)) {
            nulls.put(column, "(NULL::" + currentRows.types().of(column).declaration() + ")");
        }
        return nulls;
    }

    private List<Block> tested(Delta.Tested tested) {
        SemiJoin join = tested.semijoin();
        List<Block> result = new ArrayList<>();
        for (Block block : blocks(tested.input())) {
            List<Scalar> wanted =
                    Wanted.helps(join.right()) ? Wanted.correlated(block, join.right(), join.conditions()) : List.of();
            Scope partners = new Scope(block, currentRows.renamed().block(join.right(), wanted));
            result.add(block.where(List.of(partners.exists(join.sense(), join.conditions()))));
        }
        return result;
    }

    private List<Block> crossed(Delta.Crossed crossed) {
        SemiJoin join = crossed.semijoin();
        Block partners = single(beside().blocks(crossed.partners()));
        CrossingWriter writer = new CrossingWriter(currentRows, commonTables);
        List<Block> rows = switch (crossed.rows()) {
            case Factor.Changed changed -> blocks(changed.delta());
            case Factor.Current current -> {
                List<Scalar> wanted = List.of(CrossingWriter.matched(join, partners));
                yield List.of(currentRows.block(current.relation(), wanted).filter(wanted));
            }
        };
        return rows.stream()
                .map(b -> writer.write(b, join, partners).times(crossed.sign()))
                .toList();
    }

    private static Block single(List<Block> blocks) {
        if (blocks.size() != 1) {
            throw new IllegalArgumentException("changes that are used more than once are one common table");
        }
        return blocks.getFirst();
    }

    private Block recomputed(Delta.Recomputed recomputed) {
        Relation operator = recomputed.operator();
        List<Item> items = CurrentRows.items(
                currentRows.usedOf(operator.inputs().getFirst().columns()));
        String name =
                new PartitionWriter(currentRows, commonTables).write(operator, changed(recomputed.input(), items));
        return common(name, currentRows.usedOf(operator.columns()));
    }

    private Block continued(Delta.Continued continued) {
        Relation.Window window = continued.window();
        List<Item> items = CurrentRows.items(currentRows.usedOf(window.input().columns()));
        String name =
                new SuffixWriter(currentRows, commonTables, stored).write(continued, changed(continued.input(), items));
        return common(name, currentRows.usedOf(window.columns()));
    }

    /** A common table that has columns named by their ids, and a weight. */
    private Block common(String name, List<ColumnId> columns) {
        String alias = currentRows.alias(name);
        Map<ColumnId, String> names = new LinkedHashMap<>();
        columns.forEach(c -> names.put(c, alias + "." + c));
        return Block.of(
                alias.equals(name) ? name : name + " " + alias, names, List.of(alias + "." + ChangeSource.WEIGHT));
    }

    private Block changes(Scan scan) {
        String name = commonTables.changesOf(scan.table(), commonTables.columnsOf(scan.table()));
        String alias = currentRows.alias(scan);
        return Block.of(name + " " + alias, currentRows.columns(scan), List.of(alias + "." + ChangeSource.WEIGHT));
    }

    private Block shared(Delta.Shared shared) {
        List<ColumnId> columns = currentRows.usedOf(shared.columns());
        if (!commonTables.contains(shared.name())) {
            commonTables.add(shared.name(), changed(shared.value(), CurrentRows.items(columns)));
        }
        return common(shared.name(), columns);
    }
}
