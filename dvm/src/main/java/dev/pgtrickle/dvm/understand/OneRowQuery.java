package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Values;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query that computes exactly one row, which conditions may leave out: an aggregation without GROUP BY, or a SELECT without FROM.
 *
 * @param aggregate the aggregation, if there is one
 * @param definitions what the columns above it mean in terms of its own
 * @param conditions HAVING, or the condition of a SELECT without FROM
 */
record OneRowQuery(Optional<Aggregate> aggregate, Map<ColumnId, Scalar> definitions, List<Scalar> conditions) {

    /** Reads a tree; nothing for any other query. */
    static Optional<OneRowQuery> of(Relation relation) {
        Deque<Relation> above = new ArrayDeque<>();
        Relation below = relation;
        while (below instanceof Relation.Project || below instanceof Relation.Filter) {
            above.push(below);
            below = below.inputs().getFirst();
        }
        Optional<Aggregate> aggregate =
                below instanceof Aggregate a && a.keys().isEmpty() ? Optional.of(a) : Optional.empty();
        if (aggregate.isEmpty() && !below.equals(Values.ONE_ROW)) {
            return Optional.empty();
        }
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        List<Scalar> conditions = new ArrayList<>();
        for (Relation operator : above) {
            switch (operator) {
                case Relation.Filter filter ->
                    filter.conditions().forEach(c -> conditions.add(c.substitute(definitions)));
                case Relation.Project project ->
                    project.projections()
                            .forEach(p -> definitions.put(p.id(), p.expression().substitute(definitions)));
                default -> throw new IllegalStateException("not linear: " + operator);
            }
        }
        return Optional.of(new OneRowQuery(aggregate, definitions, conditions));
    }

    /** A column's value where the row is not left out. */
    Scalar computed(ColumnId column, Map<ColumnId, Scalar> calls) {
        return Scalar.of(column).substitute(definitions).substitute(calls);
    }

    /** A column's value, and null where the row is left out. */
    Scalar value(ColumnId column, Map<ColumnId, Scalar> calls) {
        Scalar value = computed(column, calls);
        return conditions.isEmpty()
                ? value
                : new Phrase()
                        .text("CASE", "WHEN")
                        .verbatim(condition(calls))
                        .text("THEN")
                        .operand(value)
                        .text("END")
                        .end();
    }

    /** Whether there is a row: true or not. */
    Scalar condition(Map<ColumnId, Scalar> calls) {
        if (conditions.isEmpty()) {
            return Scalar.tokens("true");
        }
        Phrase all = new Phrase().text("(");
        for (int i = 0; i < conditions.size(); i++) {
            if (i > 0) {
                all.text("AND");
            }
            all.operand(conditions.get(i).substitute(calls));
        }
        return all.text(")").end();
    }
}
