package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.syntax.Cte;
import dev.pgtrickle.dvm.syntax.FromItem;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody;
import dev.pgtrickle.dvm.syntax.SyntaxRewriter;
import java.util.HashSet;
import java.util.Set;

/** The names that the FROM clauses of a query mention, at any depth, without those of its common table expressions. */
public final class TableNames {

    private final Set<QualifiedName> names = new HashSet<>();

    /**
     * Collects the names.
     *
     * @param query the query
     */
    public TableNames(Query query) {
        collect(query, Set.of());
    }

    /**
     * All names as printed.
     *
     * @return the names, qualified or not
     */
    public Set<QualifiedName> all() {
        return Set.copyOf(names);
    }

    boolean contains(Identifier unqualified) {
        return names.contains(new QualifiedName(null, unqualified));
    }

    private void collect(Query query, Set<Identifier> hidden) {
        Set<Identifier> inner = new HashSet<>(hidden);
        for (Cte cte : query.ctes()) {
            collect(cte.query(), inner);
            inner.add(cte.name());
        }
        switch (query.body()) {
            case QueryBody.Select select -> {
                select.from().forEach(f -> collect(f, inner));
                new Expressions(inner).of(select);
            }
            case QueryBody.SetOperation operation -> operation.operands().forEach(o -> collect(o, inner));
            case QueryBody.Values values -> new Expressions(inner).of(values);
        }
        query.orderBy().forEach(item -> new Expressions(inner).expression(item.expression()));
    }

    /** Goes through expressions for the queries in them. */
    private final class Expressions extends SyntaxRewriter {

        private final Set<Identifier> hidden;

        Expressions(Set<Identifier> hidden) {
            this.hidden = hidden;
        }

        void of(QueryBody body) {
            body(body);
        }

        /** FROM items are collected elsewhere, but for the conditions and arguments in them. */
        @Override
        protected FromItem fromItem(FromItem item) {
            return item instanceof FromItem.SubSelect ? item : super.fromItem(item);
        }

        @Override
        protected Piece piece(Piece piece) {
            if (piece instanceof Piece.SubQuery sub) {
                collect(sub.query(), hidden);
                return piece;
            }
            return super.piece(piece);
        }
    }

    private void collect(FromItem item, Set<Identifier> hidden) {
        switch (item) {
            case FromItem.Table table -> {
                if (table.name().schema() != null
                        || !hidden.contains(table.name().name())) {
                    names.add(table.name());
                }
            }
            case FromItem.SubSelect subSelect -> collect(subSelect.query(), hidden);
            case FromItem.Join join -> {
                collect(join.left(), hidden);
                collect(join.right(), hidden);
            }
            case FromItem.Function function -> {}
            case FromItem.TableFunction function -> {}
        }
    }
}
