package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every FROM item, join and common table expression of a query a new name, which no other one in scope has, and follows them in
 * every reference. Column names, and the names of output columns, stay.
 *
 * <p>The result means the same if and only if every reference was found and attributed to the right item: a forgotten or misread one names
 * an item that is no longer there. That is what the proof of a definition rests on.
 */
public final class AliasRenaming extends SyntaxRewriter {

    /** The names in force in one query. */
    private record Scope(Map<Identifier, Identifier> items, Map<Identifier, Identifier> ctes) {}

    private final String prefix;
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private int names;

    private AliasRenaming(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Renames everything.
     *
     * @param query a query as {@link CanonicalParser} made it
     * @param prefix what the new names begin with; a number follows
     * @return the same query with other names
     * @throws SqlSyntaxException when a reference names no item that is in scope
     */
    public static Query rename(Query query, String prefix) {
        return new AliasRenaming(prefix).query(query);
    }

    private Identifier newName() {
        return new Identifier(prefix + ++names);
    }

    @Override
    public Query query(Query query) {
        Scope scope = new Scope(new HashMap<>(), new HashMap<>());
        int outerNames = names;
        scopes.push(scope);
        if (query.recursive()) {
            query.ctes().forEach(cte -> scope.ctes().put(cte.name(), newName()));
        }
        if (query.body() instanceof QueryBody.Select select) {
            select.from().forEach(item -> declare(item, scope));
        }
        Query renamed = super.query(query);
        scopes.pop();
        // Queries beside each other use the same names, so that two equal ones, as of a column and of ORDER BY, stay
        // equal.
        names = outerNames;
        return renamed;
    }

    private void declare(FromItem item, Scope scope) {
        Identifier name = item.referenceName();
        if (name != null) {
            scope.items().put(name, newName());
        }
        if (item instanceof FromItem.Join join) {
            declare(join.left(), scope);
            declare(join.right(), scope);
            if (join.condition() instanceof JoinCondition.Using using && using.alias() != null) {
                scope.items().put(using.alias(), newName());
            }
        }
    }

    /** A CTE is visible to those after it; with RECURSIVE to all of them, itself included. */
    @Override
    protected Cte cte(Cte cte) {
        Cte inner = super.cte(cte);
        Identifier name = scopes.element().ctes().computeIfAbsent(cte.name(), key -> newName());
        return new Cte(name, inner.columns(), inner.materialization(), inner.query(), inner.search(), inner.cycle());
    }

    @Override
    protected FromItem fromItem(FromItem item) {
        FromItem inner = super.fromItem(item);
        Identifier name = item.referenceName();
        return switch (inner) {
            case FromItem.Table table ->
                new FromItem.Table(table.only(), tableName(table.name()), alias(name, table.alias()), table.sample());
            case FromItem.SubSelect select ->
                new FromItem.SubSelect(select.lateral(), select.query(), alias(name, select.alias()));
            case FromItem.Function function ->
                new FromItem.Function(
                        function.lateral(),
                        function.form(),
                        function.calls(),
                        function.ordinality(),
                        alias(name, function.alias()),
                        function.definitions());
            case FromItem.TableFunction function ->
                new FromItem.TableFunction(function.lateral(), function.call(), alias(name, function.alias()));
            case FromItem.Join join ->
                new FromItem.Join(join.type(), join.left(), join.right(), join.condition(), alias(name, join.alias()));
        };
    }

    private @Nullable Alias alias(@Nullable Identifier name, @Nullable Alias old) {
        return name == null ? null : new Alias(item(name), old == null ? List.of() : old.columns());
    }

    /** The server qualifies the name of a table that a visible CTE has as well. */
    private QualifiedName tableName(QualifiedName table) {
        if (table.schema() == null) {
            for (Scope scope : scopes) {
                Identifier cte = scope.ctes().get(table.name());
                if (cte != null) {
                    return new QualifiedName(null, cte);
                }
            }
        }
        return table;
    }

    @Override
    protected JoinCondition joinCondition(JoinCondition condition) {
        if (condition instanceof JoinCondition.Using using && using.alias() != null) {
            return new JoinCondition.Using(using.columns(), item(using.alias()));
        }
        return super.joinCondition(condition);
    }

    @Override
    protected Locking locking(Locking locking) {
        return new Locking(locking.strength(), item(locking.of()), locking.waitPolicy());
    }

    @Override
    protected Piece piece(Piece piece) {
        return switch (piece) {
            case Piece.ColumnReference reference ->
                new Piece.ColumnReference(item(reference.alias()), reference.column());
            case Piece.WholeRow row -> new Piece.WholeRow(item(row.alias()));
            case Piece.Token token -> token;
            case Piece.MergedColumn merged -> merged;
            case Piece.SubQuery sub -> super.piece(sub);
            case Piece.Call call -> super.piece(call);
        };
    }

    private Identifier item(Identifier name) {
        for (Scope scope : scopes) {
            Identifier renamed = scope.items().get(name);
            if (renamed != null) {
                return renamed;
            }
        }
        throw new SqlSyntaxException(0, "a FROM item in scope", name.sql());
    }
}
