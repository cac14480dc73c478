package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.syntax.Piece.ColumnReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names that expressions of one query level may use: FROM items by alias, each with its columns. */
final class Scope {

    /**
     * A column that can be named.
     *
     * @param name its name in the FROM item
     * @param id the column, or nothing for one that we cannot maintain
     */
    record Named(Identifier name, ColumnId id) {}

    private final Map<Identifier, List<Named>> items = new LinkedHashMap<>();

    private @Nullable Enclosing enclosing;
    private @Nullable Relation relation;

    /** Tells what expressions can reach beyond the FROM items. */
    Scope within(Enclosing surroundings) {
        enclosing = surroundings;
        return this;
    }

    /** Tells which relation has the columns. */
    Scope over(Relation columns) {
        relation = columns;
        return this;
    }

    /** What expressions can reach beyond the FROM items. */
    Enclosing enclosing() {
        if (enclosing == null) {
            throw NotMaintainable.because("A subquery in such a place", "is not maintained incrementally");
        }
        return enclosing;
    }

    /** The relation that has the columns. */
    Relation relation() {
        if (relation == null) {
            throw new IllegalStateException("the relation is not known yet");
        }
        return relation;
    }

    /** The column of a query around this one. */
    Optional<ColumnId> outer(ColumnReference reference) {
        return enclosing == null ? Optional.empty() : enclosing.outer(reference);
    }

    /** An aggregate call where this query computes none belongs to a query around it. */
    void refuseOuterAggregate(Call call) {
        if (enclosing != null) {
            enclosing.refuseOuterAggregate(call);
        }
    }

    void add(Identifier alias, List<Named> columns) {
        items.put(alias, List.copyOf(columns));
    }

    /** Everything of another scope, as the inputs of a join are visible beside it. */
    void addAll(Scope other) {
        items.putAll(other.items);
        enclosing = enclosing == null ? other.enclosing : enclosing;
    }

    /** The columns of all FROM items in order, as a join alias sees them. */
    List<Named> columns() {
        List<Named> all = new ArrayList<>();
        items.values().forEach(all::addAll);
        return all;
    }

    Optional<ColumnId> find(Identifier alias, Identifier column) {
        return items.getOrDefault(alias, List.of()).stream()
                .filter(n -> n.name().equals(column))
                .map(Named::id)
                .findFirst();
    }

    boolean hasItem(Identifier alias) {
        return items.containsKey(alias);
    }
}
