package dev.pgtrickle.conformance.fuzz.query;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A query with a common table expression.
 *
 * @param name its name
 * @param hint MATERIALIZED, NOT MATERIALIZED, or nothing
 * @param body what it stands for
 * @param main the query that refers to it
 */
public record With(String name, String hint, Query body, Query main) implements Query {

    @Override
    public List<Column> columns() {
        return main.columns();
    }

    @Override
    public With withoutColumn(int index) {
        return new With(name, hint, body, main.withoutColumn(index));
    }

    @Override
    public String sql() {
        // In parentheses, since the main query may be a WITH, too.
        return "WITH " + name + " AS " + hint + (hint.isEmpty() ? "" : " ") + "(" + body.sql() + ") (" + main.sql()
                + ")";
    }

    @Override
    public List<Node> children() {
        return List.of(body, main);
    }

    @Override
    public With mapChildren(UnaryOperator<Node> change) {
        return new With(name, hint, (Query) change.apply(body), (Query) change.apply(main));
    }
}
