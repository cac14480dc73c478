package dev.pgtrickle.conformance.fuzz.query;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Two queries combined.
 *
 * @param operator UNION, INTERSECT or EXCEPT, with or without ALL
 * @param left the left query, which names the columns
 * @param right the right query, with as many columns
 * @param slice which part is taken, if not all
 */
public record SetOperation(String operator, Query left, Query right, Optional<Slice> slice) implements Query {

    @Override
    public List<Column> columns() {
        return left.columns();
    }

    @Override
    public SetOperation withoutColumn(int index) {
        return new SetOperation(operator, left.withoutColumn(index), right.withoutColumn(index), slice);
    }

    @Override
    public String sql() {
        return "(" + left.sql() + ") " + operator + " (" + right.sql() + ")"
                + slice.map(s -> s.sql(columns().size())).orElse("");
    }

    @Override
    public List<Node> children() {
        return List.of(left, right);
    }

    @Override
    public SetOperation mapChildren(UnaryOperator<Node> change) {
        return new SetOperation(operator, (Query) change.apply(left), (Query) change.apply(right), slice);
    }
}
