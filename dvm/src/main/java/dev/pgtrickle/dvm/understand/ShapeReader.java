package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.program.ViewShape.Groups;
import dev.pgtrickle.dvm.program.ViewShape.Output;
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
 * Recognises the shape of a relational tree: at the top filters and projections, then at most one aggregation, then select-project-join.
 */
public final class ShapeReader {

    /**
     * An output column as the server describes it.
     *
     * @param name its name
     * @param type its type
     */
    public record Described(Identifier name, SqlType type) {}

    /** What came of it. */
    public sealed interface Result {

        /**
         * A tree that can be maintained.
         *
         * @param shape its shape
         */
        record Recognised(ViewShape shape) implements Result {}

        /**
         * A tree that cannot.
         *
         * @param reason why
         */
        record Refused(Reason reason) implements Result {}
    }

    private ShapeReader() {}

    /**
     * Reads the shape of a tree.
     *
     * @param tree the tree and its output columns
     * @param described the same columns with names and types
     * @return the shape, or why there is none
     */
    public static Result read(Maintainable tree, List<Described> described) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        List<Scalar> conditions = new ArrayList<>();
        Relation relation = tree.relation();
        List<Relation> top = new ArrayList<>();
        while (relation instanceof Relation.Project || relation instanceof Relation.Filter) {
            top.addFirst(relation);
            relation = relation.inputs().getFirst();
        }
        if (!(relation instanceof Aggregate aggregate)) {
            Optional<Reason> nested = nestedAggregate(relation);
            return nested.<Result>map(Result.Refused::new)
                    .orElseGet(() -> new Result.Recognised(rows(tree, described)));
        }
        Optional<Reason> nested = nestedAggregate(aggregate.input());
        if (nested.isPresent()) {
            return new Result.Refused(nested.get());
        }
        for (Relation operator : top) {
            switch (operator) {
                case Relation.Filter filter ->
                    filter.conditions().forEach(c -> conditions.add(c.substitute(definitions)));
                case Relation.Project project -> define(project, definitions);
                default -> throw new IllegalStateException("not linear: " + operator);
            }
        }
        return new Result.Recognised(new Groups(
                aggregate, keysNeverNull(aggregate), conditions, outputs(tree.outputs(), described, definitions)));
    }

    private static Optional<Reason> nestedAggregate(Relation relation) {
        if (relation instanceof Aggregate) {
            return Optional.of(new Reason(
                    "An aggregation below a join or another aggregation",
                    "is not maintained incrementally yet",
                    "Make it a stream table of its own."));
        }
        return relation.inputs().stream()
                .map(ShapeReader::nestedAggregate)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Rows rows(Maintainable tree, List<Described> described) {
        Map<ColumnId, Scalar> definitions = definitionsBelow(tree.relation());
        return new Rows(tree.relation(), outputs(tree.outputs(), described, definitions), key(tree.relation()));
    }

    /** The keys of all tables together: each combination of their rows is at most one result row. */
    private static Optional<List<KeyColumn>> key(Relation relation) {
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

    private static List<Boolean> keysNeverNull(Aggregate aggregate) {
        return aggregate.keys().stream()
                .map(k -> neverNull(aggregate.input(), k.expression()))
                .toList();
    }

    /**
     * Whether an expression over a select-project-join relation is certainly not null: it is a column that its table declares so.
     *
     * @param input the relation
     * @param expression an expression over its columns
     * @return true when it is known
     */
    public static boolean neverNull(Relation input, Scalar expression) {
        Scalar resolved = expression.substitute(definitionsBelow(input));
        return input.scans().stream()
                .flatMap(s -> s.bindings().stream())
                .anyMatch(b -> b.column().notNull() && resolved.equals(Scalar.of(b.id())));
    }

    /** What every projected column means in terms of the scans below. */
    private static Map<ColumnId, Scalar> definitionsBelow(Relation relation) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        relation.inputs().forEach(i -> definitions.putAll(definitionsBelow(i)));
        if (relation instanceof Relation.Project project) {
            define(project, definitions);
        }
        return definitions;
    }

    private static void define(Relation.Project project, Map<ColumnId, Scalar> definitions) {
        project.projections()
                .forEach(p -> definitions.put(p.id(), p.expression().substitute(definitions)));
    }
}
