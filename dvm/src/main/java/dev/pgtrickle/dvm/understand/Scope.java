package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.sql.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    void add(Identifier alias, List<Named> columns) {
        items.put(alias, List.copyOf(columns));
    }

    /** Everything of another scope, as the inputs of a join are visible beside it. */
    void addAll(Scope other) {
        items.putAll(other.items);
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
