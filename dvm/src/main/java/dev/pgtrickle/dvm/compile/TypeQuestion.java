package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.CurrentRows;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.understand.KnownTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes queries with expressions over a relation as their columns, so that the server types them.
 *
 * <p>Law: what the server makes of an expression follows from the types of the columns in it. Before: {@code SELECT t1.a + t2.b AS k0 FROM t1, t2
 * WHERE ..}; after: {@code SELECT n.x1 + n.x2 AS k0 FROM (SELECT CAST(NULL AS integer) AS x1, ..) n}, which is analysed faster, and is the same text
 * wherever the question comes up again. Where the tree does not tell the type of a column, or a null cannot have it, the relation itself is asked.
 */
final class TypeQuestion {

    /** Expressions that grow beyond this when computed columns are replaced by what computes them are asked of the relation. */
    private static final int LONGEST = 2000;

    /** Numbers, truth values, dates and times: of the built-in types of these categories none has a collation, so that the lack of one says nothing. */
    private static final Set<Character> WITHOUT_COLLATION = Set.of('N', 'B', 'D', 'T');

    /** The OIDs from here on are not those of built-in types ({@code transam.h}). */
    private static final long FIRST_UNPINNED = 12000;

    private final Map<ColumnId, SqlType> known;
    private final Map<ColumnId, SqlType> columns = new LinkedHashMap<>();
    private final Map<ColumnId, String> names = new LinkedHashMap<>();
    private final Map<ColumnId, Scalar> computed = new HashMap<>();

    private TypeQuestion(Relation input) {
        this.known = KnownTypes.in(input);
        define(input, new IdentityHashMap<>());
    }

    /**
     * Writes a query.
     *
     * @param input the relation
     * @param items the columns, over those of the relation; at least one
     * @return a query whose columns have the names and types of the items
     */
    static String of(Relation input, List<Item> items) {
        return new TypeQuestion(input)
                .closed(items)
                .orElseGet(() -> CurrentRows.ofTables().query(input, items));
    }

    private void define(Relation relation, IdentityHashMap<Relation, Relation> visited) {
        if (visited.put(relation, relation) == null) {
            if (relation instanceof Relation.Project project) {
                // The step of a recursion hands columns on under their own names.
                project.projections().stream()
                        .filter(p -> !p.expression().columns().contains(p.id()))
                        .forEach(p -> computed.put(p.id(), p.expression()));
            }
            relation.inputs().forEach(i -> define(i, visited));
        }
    }

    private Optional<String> closed(List<Item> items) {
        List<String> list = new ArrayList<>();
        for (Item item : items) {
            Optional<Scalar> expression = overKnown(item.expression());
            if (expression.isEmpty()) {
                return Optional.empty();
            }
            list.add(expression.get().print(c -> "n." + names.get(c)) + " AS " + item.name());
        }
        return Optional.of("SELECT " + String.join(", ", list)
                + (columns.isEmpty() ? "" : " FROM (" + TypedNulls.select(names.values(), columns.values()) + ") n"));
    }

    /** The expression over columns whose types are known. */
    private Optional<Scalar> overKnown(Scalar expression) {
        Scalar over = expression;
        for (int depth = 0; depth <= computed.size() && over.terms().size() <= LONGEST; depth++) {
            Map<ColumnId, Scalar> definitions = new HashMap<>();
            for (ColumnId column : over.columns()) {
                if (!isKnown(column)) {
                    Scalar definition = computed.get(column);
                    if (definition == null) {
                        return Optional.empty();
                    }
                    definitions.put(column, definition);
                }
            }
            if (definitions.isEmpty()) {
                return Optional.of(over);
            }
            over = over.substitute(definitions);
        }
        return Optional.empty();
    }

    private boolean isKnown(ColumnId column) {
        if (!columns.containsKey(column)) {
            SqlType type = known.get(column);
            if (type == null || !isNullable(type)) {
                return false;
            }
            columns.put(column, type);
            names.put(column, "x" + columns.size());
        }
        return true;
    }

    /** A null of a type that could have a collation has one, while an expression may have none because two are in conflict. */
    private static boolean isNullable(SqlType type) {
        return type.isStorable()
                && (type.collation().isPresent()
                        || (type.base() < FIRST_UNPINNED
                                && WITHOUT_COLLATION.contains(type.facts().category())));
    }
}
