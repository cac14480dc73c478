package dev.pgtrickle.dvm.intermediate;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Inputs;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Renumbering;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query cut into stored parts and the rest, each as a query of its own.
 *
 * <p>Before: {@code SELECT .. FROM t WHERE x > (SELECT avg(x) FROM t)}; after: {@code s = SELECT avg(x) AS o1 FROM t} and
 * {@code SELECT .. FROM t, s WHERE x > o1}.
 *
 * @param tree the query
 * @param parts what is stored, a part before those that are over it
 * @param types the types of the query's columns
 */
public record Intermediates(Maintainable tree, List<Part> parts, ColumnTypes types) {

    /**
     * What is stored once.
     *
     * @param places where it stands in the tree: subtrees that are equal but for the numbers of their columns and scans
     */
    public record Part(List<Relation> places) {

        private Relation first() {
            return places.getFirst();
        }
    }

    /**
     * Cuts subtrees out of a query; those that compute the same are one part.
     *
     * @param tree the query
     * @param chosen the subtrees, each behind those that are below it
     * @param types the types of the query's columns
     * @return the query, cut
     */
    static Intermediates of(Maintainable tree, List<Relation> chosen, ColumnTypes types) {
        Map<String, List<Relation>> equal = new LinkedHashMap<>();
        chosen.forEach(relation ->
                equal.computeIfAbsent(text(relation), text -> new ArrayList<>()).add(relation));
        return new Intermediates(tree, equal.values().stream().map(Part::new).toList(), types);
    }

    /**
     * The query of a part.
     *
     * @param part one of the parts
     * @param names for each part before it, in order, the relation that stores it
     * @return a SELECT whose columns are named by their places
     */
    public String text(Part part, List<QualifiedName> names) {
        return text(replace(part.first(), stored(names)));
    }

    /** The same text for equal subtrees: what they are called in the query makes no difference. */
    private static String text(Relation part) {
        Relation renumbered = Renumbering.of(part);
        return CurrentRows.ofTables().query(renumbered, items(renumbered.columns()));
    }

    /**
     * The query over the stored parts.
     *
     * @param names for each part, in order, the relation that stores it
     * @return a SELECT with the query's columns in order
     */
    public String rest(List<QualifiedName> names) {
        return CurrentRows.ofTables().query(replace(tree.relation(), stored(names)), items(tree.outputs()));
    }

    private static List<Item> items(List<ColumnId> columns) {
        List<Item> items = new ArrayList<>();
        for (ColumnId column : columns) {
            items.add(new Item(name(items.size()), Scalar.of(column)));
        }
        return items;
    }

    private static String name(int place) {
        return "o" + (place + 1);
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
        List<Part> required =
                parts.stream().filter(p -> p.first() instanceof Fixpoint).toList();
        return required.isEmpty() ? Optional.empty() : Optional.of(new Intermediates(tree, required, types));
    }

    /** For each place of the first parts, the scan of what stores it. */
    private IdentityHashMap<Relation, Relation> stored(List<QualifiedName> names) {
        IdentityHashMap<Relation, Relation> stored = new IdentityHashMap<>();
        int leaf = tree.relation().scans().stream().mapToInt(Scan::leaf).max().orElse(0);
        for (int i = 0; i < names.size(); i++) {
            for (Relation place : parts.get(i).places()) {
                leaf++;
                stored.put(place, stored(place, names.get(i), leaf));
            }
        }
        return stored;
    }

    private Scan stored(Relation place, QualifiedName name, int leaf) {
        List<SourceColumn> columns = new ArrayList<>();
        List<Scan.Binding> bindings = new ArrayList<>();
        for (ColumnId id : place.columns()) {
            SourceColumn column = new SourceColumn(
                    columns.size() + 1, new Identifier(name(columns.size())), types.of(id), false, Generated.NO);
            columns.add(column);
            bindings.add(new Scan.Binding(id, column));
        }
        return new Scan(leaf, new SourceTable(0, name, columns, List.of(), Optional.empty(), Kinship.ALONE), bindings);
    }
}
