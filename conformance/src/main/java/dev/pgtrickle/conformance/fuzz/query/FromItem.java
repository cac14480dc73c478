package dev.pgtrickle.conformance.fuzz.query;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can stand in FROM. */
public sealed interface FromItem extends Node {

    /**
     * The columns that expressions may refer to.
     *
     * @return references, qualified by alias
     */
    List<Expr> references();

    private static List<Expr> references(String alias, List<Column> columns) {
        return columns.stream()
                .map(c -> Expr.of(c.type(), alias + "." + c.name()))
                .toList();
    }

    /**
     * A table or common table expression.
     *
     * @param name its name
     * @param alias its alias
     * @param columns its columns
     */
    record Named(String name, String alias, List<Column> columns) implements FromItem {
        @Override
        public List<Expr> references() {
            return FromItem.references(alias, columns);
        }

        @Override
        public String sql() {
            return name + " " + alias;
        }

        @Override
        public List<Node> children() {
            return List.of();
        }

        @Override
        public Named mapChildren(UnaryOperator<Node> change) {
            return this;
        }
    }

    /**
     * A sub-query.
     *
     * @param keyword LATERAL or nothing
     * @param query the query
     * @param alias its alias
     */
    record Derived(String keyword, Query query, String alias) implements FromItem {
        @Override
        public List<Expr> references() {
            return FromItem.references(alias, query.columns());
        }

        @Override
        public String sql() {
            return keyword + (keyword.isEmpty() ? "" : " ") + "(" + query.sql() + ") " + alias;
        }

        @Override
        public List<Node> children() {
            return List.of(query);
        }

        @Override
        public Derived mapChildren(UnaryOperator<Node> change) {
            return new Derived(keyword, (Query) change.apply(query), alias);
        }
    }

    /**
     * A set-returning function.
     *
     * @param call the call, with {@code WITH ORDINALITY} if it has that
     * @param alias its alias
     * @param columns its columns
     */
    record Function(Expr call, String alias, List<Column> columns) implements FromItem {
        @Override
        public List<Expr> references() {
            return FromItem.references(alias, columns);
        }

        @Override
        public String sql() {
            return call.sql() + " AS " + alias
                    + columns.stream().map(Column::name).collect(Collectors.joining(", ", "(", ")"));
        }

        @Override
        public List<Node> children() {
            return List.of(call);
        }

        @Override
        public Function mapChildren(UnaryOperator<Node> change) {
            return new Function((Expr) change.apply(call), alias, columns);
        }
    }

    /**
     * A join.
     *
     * @param kind which join
     * @param left the left side
     * @param right the right side
     * @param on conditions that must all hold; not looked at in a cross join
     */
    record Joined(Kind kind, FromItem left, FromItem right, List<Expr> on) implements FromItem {

        /** The kinds of joins. */
        public enum Kind {
            INNER("JOIN"),
            LEFT("LEFT JOIN"),
            RIGHT("RIGHT JOIN"),
            FULL("FULL JOIN"),
            CROSS("CROSS JOIN");

            private final String sql;

            Kind(String sql) {
                this.sql = sql;
            }
        }

        /** Copies the conditions. */
        public Joined {
            on = List.copyOf(on);
        }

        @Override
        public List<Expr> references() {
            return Stream.concat(left.references().stream(), right.references().stream())
                    .toList();
        }

        @Override
        public String sql() {
            String condition = kind == Kind.CROSS
                    ? ""
                    : " ON "
                            + (on.isEmpty()
                                    ? "true"
                                    : on.stream().map(Expr::sql).collect(Collectors.joining(" AND ")));
            return "(" + left.sql() + " " + kind.sql + " " + right.sql() + condition + ")";
        }

        @Override
        public List<Node> children() {
            return Stream.concat(Stream.<Node>of(left, right), on.stream()).toList();
        }

        @Override
        public Joined mapChildren(UnaryOperator<Node> change) {
            return new Joined(
                    kind, (FromItem) change.apply(left), (FromItem) change.apply(right), Select.changed(on, change));
        }
    }
}
