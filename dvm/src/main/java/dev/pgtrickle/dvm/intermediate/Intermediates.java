package dev.pgtrickle.dvm.intermediate;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Inputs;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.source.Kinship;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceColumn.Generated;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.understand.Understanding.Maintainable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A query cut into stored parts and the rest, each as a query of its own.
 *
 * <p>Before: {@code SELECT .. FROM t WHERE x > (SELECT avg(x) FROM t)}; after: {@code s = SELECT avg(x) AS c7 FROM t} and
 * {@code SELECT .. FROM t, s WHERE x > c7}.
 *
 * @param tree the query
 * @param parts what is stored; none below another
 * @param types the types of the query's columns
 */
public record Intermediates(Maintainable tree, List<Relation> parts, ColumnTypes types) {

    /**
     * The query of a part.
     *
     * @param part one of the parts
     * @return a SELECT whose columns have the names of their ids
     */
    public String text(Relation part) {
        return CurrentRows.ofTables()
                .query(
                        first(part),
                        storedColumns(first(part)).stream()
                                .map(c -> new Item(c.toString(), Scalar.of(c)))
                                .toList());
    }

    /**
     * The query over the stored parts.
     *
     * @param names for each part, in order, the relation that stores it
     * @return a SELECT with the query's columns in order
     */
    public String rest(List<QualifiedName> names) {
        IdentityHashMap<Relation, Relation> replaced = new IdentityHashMap<>();
        int leaf = tree.relation().scans().stream().mapToInt(Scan::leaf).max().orElse(0);
        for (int i = 0; i < parts.size(); i++) {
            replaced.put(parts.get(i), stored(parts.get(i), names.get(i), leaf + i + 1));
        }
        List<Item> items = new ArrayList<>();
        for (ColumnId output : tree.outputs()) {
            items.add(new Item("o" + (items.size() + 1), Scalar.of(output)));
        }
        return CurrentRows.ofTables().query(replace(tree.relation(), replaced), items);
    }

    private static Relation replace(Relation relation, IdentityHashMap<Relation, Relation> replaced) {
        Relation known = replaced.get(relation);
        if (known == null) {
            known = Inputs.replace(relation, i -> replace(i, replaced));
            replaced.put(relation, known);
        }
        return known;
    }

    /**
     * The parts without which the query cannot be maintained.
     *
     * @return the same query with only those parts; nothing when there are none
     */
    public Optional<Intermediates> required() {
        List<Relation> required =
                parts.stream().filter(Fixpoint.class::isInstance).toList();
        return required.isEmpty() ? Optional.empty() : Optional.of(new Intermediates(tree, required, types));
    }

    /** Of equal recursions, the one that the others are stored as. */
    private Relation first(Relation part) {
        return part instanceof Fixpoint fixpoint ? tree.sameRecursions().getOrDefault(fixpoint, fixpoint) : part;
    }

    private Scan stored(Relation part, QualifiedName name, int leaf) {
        List<SourceColumn> columns = new ArrayList<>();
        List<Scan.Binding> bindings = new ArrayList<>();
        for (ColumnId id : columns(part)) {
            ColumnId storedAs = first(part).columns().get(part.columns().indexOf(id));
            SourceColumn column = new SourceColumn(
                    columns.size() + 1, new Identifier(storedAs.toString()), types.of(id), false, Generated.NO);
            columns.add(column);
            bindings.add(new Scan.Binding(id, column));
        }
        return new Scan(leaf, new SourceTable(0, name, columns, List.of(), Optional.empty(), Kinship.ALONE), bindings);
    }

    /** Only columns that something reads have a type. */
    private List<ColumnId> columns(Relation part) {
        return part.columns().stream().filter(types.types()::containsKey).toList();
    }

    /** A recursion is stored with all its columns: one reference may read what another one does not. */
    private List<ColumnId> storedColumns(Relation part) {
        return part instanceof Fixpoint ? part.columns() : columns(part);
    }
}
