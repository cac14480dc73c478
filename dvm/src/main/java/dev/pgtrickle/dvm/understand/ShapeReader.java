package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.NestedOperators;
import dev.pgtrickle.dvm.algebra.NeverNull;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.program.FirstRows;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.program.ViewShape.Groups;
import dev.pgtrickle.dvm.program.ViewShape.Output;
import dev.pgtrickle.dvm.program.ViewShape.Recursion;
import dev.pgtrickle.dvm.program.ViewShape.Rows;
import dev.pgtrickle.dvm.program.ViewShape.Rows.KeyColumn;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.understand.Understanding.Maintainable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises the shape of a relational tree: whether there is an aggregation or a recursion at its top, below nothing but filters and projections.
 */
public final class ShapeReader {

    /**
     * An output column as the server describes it.
     *
     * @param name its name
     * @param type its type
     */
    public record Described(Identifier name, SqlType type) {}

    private ShapeReader() {}

    /**
     * Reads the shape of a tree.
     *
     * @param tree the tree and its output columns
     * @param described the same columns with names and types
     * @param types the types of the tree's columns
     * @return the shape
     */
    public static ViewShape read(Maintainable tree, List<Described> described, ColumnTypes types) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        List<Scalar> conditions = new ArrayList<>();
        Relation relation = tree.relation();
        List<Relation> top = new ArrayList<>();
        Optional<FirstRows> first = Optional.empty();
        while (true) {
            if (relation instanceof Relation.TopK selection) {
                // A filter or another selection above would see the first rows only.
                boolean last = first.isEmpty() && top.stream().allMatch(Relation.Project.class::isInstance);
                first = last ? FirstRows.of(selection, types) : Optional.empty();
                if (first.isEmpty()) {
                    return rows(tree, described, types);
                }
            } else if (relation instanceof Relation.Project || relation instanceof Relation.Filter) {
                if (relation instanceof Relation.Filter filter
                        && filter.conditions().stream().anyMatch(Clock::isRead)) {
                    // As time passes, groups that did not change are shown or not.
                    return rows(tree, described, types);
                }
                top.addFirst(relation);
            } else {
                break;
            }
            relation = relation.inputs().getFirst();
        }
        for (Relation operator : top) {
            switch (operator) {
                case Relation.Filter filter ->
                    filter.conditions().forEach(c -> conditions.add(c.substitute(definitions)));
                case Relation.Project project -> define(project, definitions);
                default -> throw new IllegalStateException("not linear: " + operator);
            }
        }
        if (relation instanceof Fixpoint fixpoint && first.isEmpty()) {
            return new Recursion(fixpoint, conditions, outputs(tree.outputs(), described, definitions), types);
        }
        if (!(relation instanceof Aggregate aggregate)) {
            return rows(tree, described, types);
        }
        return new Groups(
                aggregate,
                keysNeverNull(aggregate),
                conditions,
                outputs(tree.outputs(), described, definitions),
                first.map(f -> f.substitute(definitions)),
                types);
    }

    private static Rows rows(Maintainable tree, List<Described> described, ColumnTypes types) {
        Map<ColumnId, Scalar> definitions = definitionsBelow(tree.relation());
        return new Rows(tree.relation(), outputs(tree.outputs(), described, definitions), key(tree.relation()), types);
    }

    /** The keys of all tables together: each combination of their rows is at most one result row. */
    private static Optional<List<KeyColumn>> key(Relation relation) {
        if (!NestedOperators.isProduct(relation) || relation.scans().isEmpty()) {
            return Optional.empty();
        }
        List<KeyColumn> key = new ArrayList<>();
        for (Scan scan : relation.scans()) {
            if (scan.table().key().isEmpty()) {
                return Optional.empty();
            }
            for (int number : scan.table().key()) {
                boolean bound =
                        scan.bindings().stream().anyMatch(b -> b.column().number() == number);
                if (!bound) {
                    return Optional.empty();
                }
                key.add(new KeyColumn(scan, scan.table().column(number)));
            }
        }
        return Optional.of(key);
    }

    private static List<Output> outputs(
            List<ColumnId> columns, List<Described> described, Map<ColumnId, Scalar> definitions) {
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Scalar expression = Scalar.of(columns.get(i)).substitute(definitions);
            outputs.add(new Output(
                    described.get(i).name(), expression, described.get(i).type()));
        }
        return outputs;
    }

    /**
     * Whether an expression over a relation is certainly not null, looking through projections.
     *
     * @param input the relation
     * @param expression an expression over its columns
     * @return true when it is known
     */
    public static boolean neverNull(Relation input, Scalar expression) {
        return NeverNull.holds(input, expression.substitute(definitionsBelow(input)));
    }

    private static List<Boolean> keysNeverNull(Aggregate aggregate) {
        return aggregate.keys().stream()
                .map(k -> neverNull(aggregate.input(), k.expression()))
                .toList();
    }

    /**
     * What every projected column means in terms of what is below. Above the nullable side of an outer join it would mean something else, and
     * operators with scopes of their own hide what is below them.
     */
    private static Map<ColumnId, Scalar> definitionsBelow(Relation relation) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        if (NestedOperators.isProduct(relation)) {
            relation.inputs().forEach(i -> definitions.putAll(definitionsBelow(i)));
        }
        if (relation instanceof Relation.Project project && NestedOperators.isProduct(relation)) {
            define(project, definitions);
        }
        return definitions;
    }

    private static void define(Relation.Project project, Map<ColumnId, Scalar> definitions) {
        project.projections()
                .forEach(p -> definitions.put(
                        p.id(), p.expression().substitute(definitions).unwrapped()));
    }
}
