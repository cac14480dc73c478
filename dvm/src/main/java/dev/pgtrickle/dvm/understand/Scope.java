package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Alias;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that expressions of one query level may use: FROM items by alias, each with its columns, and the columns that a star would list.
 *
 * <p>The two differ where a join merges columns: {@code a FULL JOIN b USING (id)} has the items a and b with a column id each, and lists one
 * column id, which is {@code COALESCE(a.id, b.id)}.
 */
final class Scope {

    /** A scope without names. */
    static final Scope EMPTY = new Scope(Map.of(), List.of(), null, null);

    /**
     * A column that can be named.
     *
     * @param name its name
     * @param value what it is; null for one that we cannot maintain
     */
    record Named(Identifier name, @Nullable Scalar value) {

        static Named of(Identifier name, ColumnId column) {
            return new Named(name, Scalar.of(column));
        }
    }

    private final Map<Identifier, List<Named>> items;
    private final List<Named> listed;

    private final @Nullable Enclosing enclosing;
    private final @Nullable Relation relation;

    private Scope(
            Map<Identifier, List<Named>> items,
            List<Named> listed,
            @Nullable Enclosing enclosing,
            @Nullable Relation relation) {
        this.items = items;
        this.listed = List.copyOf(listed);
        this.enclosing = enclosing;
        this.relation = relation;
    }

    /** One FROM item; an item without alias lists columns that cannot be qualified. */
    static Scope of(@Nullable Identifier alias, List<Named> columns) {
        return new Scope(alias == null ? Map.of() : Map.of(alias, List.copyOf(columns)), columns, null, null);
    }

    /** The names of this scope and of another, as items of a FROM list are visible beside each other. */
    Scope beside(Scope other) {
        return new Scope(both(items, other.items), concat(listed, other.listed), enclosing, null);
    }

    /** The names of two sides of a join that merges columns. */
    static Scope merged(List<Named> columns, Scope left, Scope right) {
        List<Named> rest = concat(left.listed, right.listed).stream()
                .filter(n -> columns.stream().noneMatch(m -> m.name().equals(n.name())))
                .toList();
        return new Scope(both(left.items, right.items), concat(columns, rest), left.enclosing, null);
    }

    /** The same names and an item that gives some of the columns another name: {@code USING (..) AS alias}. */
    Scope with(Identifier alias, List<Named> columns) {
        return new Scope(both(items, Map.of(alias, List.copyOf(columns))), listed, enclosing, null);
    }

    /** The alias of a join, which hides the names within the join. */
    Scope aliased(Alias alias) {
        List<Named> columns = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            columns.add(
                    i < alias.columns().size()
                            ? new Named(alias.columns().get(i), listed.get(i).value())
                            : listed.get(i));
        }
        return new Scope(Map.of(alias.name(), List.copyOf(columns)), columns, enclosing, null);
    }

    /** The same names, where expressions can reach something beyond the FROM items. */
    Scope within(Enclosing surroundings) {
        return new Scope(items, listed, surroundings, relation);
    }

    /** The same names, over the relation that has the columns. */
    Scope over(Relation columns) {
        return new Scope(items, listed, enclosing, columns);
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

    /** What a reference to a query around this one, or a merged column of it, means. */
    Optional<Scalar> outer(Piece reference) {
        return enclosing == null ? Optional.empty() : enclosing.outer(reference);
    }

    /** An aggregate call where this query computes none belongs to a query around it. */
    void refuseOuterAggregate(Call call) {
        if (enclosing != null) {
            enclosing.refuseOuterAggregate(call);
        }
    }

    /** A column of an item. */
    Optional<Scalar> find(Identifier alias, Identifier column) {
        return items.getOrDefault(alias, List.of()).stream()
                .filter(n -> n.name().equals(column))
                .findFirst()
                .flatMap(n -> Optional.ofNullable(n.value()));
    }

    /** The only column of a name, as an unqualified name means it. */
    Optional<Scalar> only(Identifier column) {
        List<Named> found = listed.stream().filter(n -> n.name().equals(column)).toList();
        return found.size() == 1 ? Optional.ofNullable(found.getFirst().value()) : Optional.empty();
    }

    boolean hasItem(Identifier alias) {
        return items.containsKey(alias);
    }

    private static Map<Identifier, List<Named>> both(
            Map<Identifier, List<Named>> outer, Map<Identifier, List<Named>> inner) {
        Map<Identifier, List<Named>> all = new LinkedHashMap<>(outer);
        all.putAll(inner);
        return all;
    }

    private static List<Named> concat(List<Named> first, List<Named> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
