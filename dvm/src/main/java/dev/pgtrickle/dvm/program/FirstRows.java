package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Relation.TopK;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * ORDER BY with LIMIT above groups: all groups are stored, and the visible relation takes the first ones when it is read.
 *
 * <p>Law: {@code τ(γ(R))} is computed from the stored {@code γ(R)}. A group may leave and enter the first rows without a change of its own, so the
 * others have to be known anyway; an index on the sort keys makes reading them cheap.
 *
 * @param keys the sort keys
 * @param offset as in {@link TopK}, over no columns
 * @param limit as in {@link TopK}, over no columns
 * @param ties as in {@link TopK}
 */
public record FirstRows(List<SortKey> keys, Optional<Scalar> offset, Optional<Scalar> limit, TopK.Ties ties) {

    private static final Set<String> DIRECTION = Set.of("ASC", "DESC", "NULLS", "FIRST", "LAST");

    /**
     * A sort key.
     *
     * @param expression a column of the selection's input
     * @param direction what follows it in ORDER BY, such as {@code DESC NULLS LAST}; may be empty
     * @param type its type
     */
    public record SortKey(Scalar expression, String direction, SqlType type) {}

    /**
     * Reads a selection of first rows.
     *
     * @param top the selection
     * @param types the types of its input's columns
     * @return it, if all its keys are plain columns sorted by their default operators
     */
    public static Optional<FirstRows> of(TopK top, ColumnTypes types) {
        if (!top.partition().isEmpty()) {
            return Optional.empty();
        }
        List<SortKey> keys = new ArrayList<>();
        for (Scalar item : top.order()) {
            Optional<SortKey> key = key(item, types);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            keys.add(key.get());
        }
        return Optional.of(new FirstRows(List.copyOf(keys), top.offset(), top.limit(), top.ties()));
    }

    private static Optional<SortKey> key(Scalar item, ColumnTypes types) {
        List<String> direction = new ArrayList<>();
        for (Scalar.Term term : item.terms().subList(1, item.terms().size())) {
            if (!(term instanceof Scalar.Token(String text)) || !DIRECTION.contains(text)) {
                return Optional.empty();
            }
            direction.add(text);
        }
        return item.terms().getFirst() instanceof Scalar.Reference reference
                ? Optional.of(new SortKey(
                        Scalar.of(reference.column()), String.join(" ", direction), types.of(reference.column())))
                : Optional.empty();
    }

    /**
     * The same with keys over other columns.
     *
     * @param definitions what the keys' columns are
     * @return the same keys in terms of these
     */
    public FirstRows substitute(Map<ColumnId, Scalar> definitions) {
        return new FirstRows(
                keys.stream()
                        .map(k -> new SortKey(k.expression().substitute(definitions), k.direction(), k.type()))
                        .toList(),
                offset,
                limit,
                ties);
    }
}
