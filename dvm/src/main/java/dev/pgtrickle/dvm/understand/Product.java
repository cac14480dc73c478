package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An inner join in the making: relations and conditions, kept flat however the query nests them.
 *
 * <p>Something that depends on columns at its left, such as a function in FROM, is applied to those of the relations that have the columns. A
 * product that is the kept side of an outer join may take relations from the product around it, because
 * {@code a × (b LEFT JOIN c ON p) = (a × b) LEFT JOIN c ON p}.
 */
final class Product {

    private static final Set<Scalar> TRUE = Set.of(Scalar.tokens("true"), Scalar.tokens("(", "true", ")"));

    private final @Nullable Product around;
    private final Side side;
    private final List<Relation> inputs = new ArrayList<>();
    private final List<Scalar> conditions = new ArrayList<>();

    /** What a product is within the one around it. */
    private enum Side {
        /** Its rows stay: it may take relations from around. */
        KEPT,
        /** It may not. */
        OTHER
    }

    /** A product that stands alone. */
    Product() {
        this(null, Side.OTHER);
    }

    private Product(@Nullable Product around, Side side) {
        this.around = around;
        this.side = side;
    }

    /** A product for the kept side of an outer join within this one. */
    Product keptSide() {
        return new Product(this, Side.KEPT);
    }

    /** A product for another side of an outer join within this one. */
    Product otherSide() {
        return new Product(this, Side.OTHER);
    }

    void add(Relation relation) {
        inputs.add(relation);
    }

    /** Whether conditions are always true. */
    static boolean isTrue(List<Scalar> conditions) {
        return TRUE.containsAll(conditions);
    }

    /** Adds conditions; one that is just true says nothing. */
    void require(List<Scalar> more) {
        more.stream().filter(c -> !TRUE.contains(c)).forEach(conditions::add);
    }

    /** Replaces the relations that have given columns by one that is made of their join; without columns, of one empty row. */
    void apply(Collection<ColumnId> columns, UnaryOperator<Relation> operator) {
        take(columns);
        List<Relation> found = inputs.stream().filter(i -> hasAny(i, columns)).toList();
        if (found.isEmpty()) {
            inputs.add(operator.apply(Relation.Values.ONE_ROW));
            return;
        }
        List<Scalar> within = found.size() > 1 ? within(found) : List.of();
        int place = inputs.indexOf(found.getFirst());
        conditions.removeAll(within);
        inputs.removeAll(found);
        inputs.add(place, operator.apply(join(found, within)));
    }

    /** Replaces everything by one relation. */
    void apply(UnaryOperator<Relation> operator) {
        Relation all = operator.apply(relation());
        inputs.clear();
        conditions.clear();
        inputs.add(all);
    }

    /** Whether some of the columns are in this product or in one around. */
    boolean has(Collection<ColumnId> columns) {
        return reaches(columns);
    }

    /** The join of those relations that have given columns, which stay. */
    Relation part(Collection<ColumnId> columns) {
        List<Relation> found = inputs.stream().filter(i -> hasAny(i, columns)).toList();
        return join(found, within(found));
    }

    /** The join of everything that can be seen from here, to ask for types. */
    Relation visible() {
        List<Relation> all = new ArrayList<>();
        for (Product product = this; product != null; product = product.around) {
            all.addAll(product.inputs);
        }
        return all.isEmpty() ? Relation.Values.ONE_ROW : join(all, List.of());
    }

    private List<Scalar> within(List<Relation> found) {
        Set<ColumnId> available = new HashSet<>();
        found.forEach(i -> available.addAll(i.columns()));
        return conditions.stream()
                .filter(c -> available.containsAll(c.columns()))
                .toList();
    }

    /** Makes sure that those of the columns are here that are in a product around, by taking their relations from there. */
    void take(Collection<ColumnId> columns) {
        List<ColumnId> missing = columns.stream()
                .filter(c -> inputs.stream().noneMatch(i -> i.columns().contains(c)))
                .toList();
        if (around == null || !around.reaches(missing)) {
            return;
        }
        if (side == Side.OTHER) {
            throw NotMaintainable.because(
                    "A reference out of an outer join to an item at its left", "is not maintained incrementally");
        }
        around.take(missing);
        List<Relation> moved =
                around.inputs.stream().filter(i -> hasAny(i, missing)).toList();
        around.inputs.removeAll(moved);
        inputs.addAll(0, moved);
    }

    private boolean reaches(Collection<ColumnId> columns) {
        return inputs.stream().anyMatch(i -> hasAny(i, columns)) || around != null && around.reaches(columns);
    }

    /** A relation that has given columns, to ask for their types. */
    Relation having(Collection<ColumnId> columns) {
        List<Relation> found = inputs.stream().filter(i -> hasAny(i, columns)).toList();
        return found.isEmpty() ? Relation.Values.ONE_ROW : join(found, List.of());
    }

    /** The join of everything. */
    Relation relation() {
        return join(inputs, conditions);
    }

    private static Relation join(List<Relation> inputs, List<Scalar> conditions) {
        if (inputs.isEmpty()) {
            throw new IllegalStateException("a join of nothing");
        }
        if (inputs.size() > 1) {
            return new Relation.Join(List.copyOf(inputs), List.copyOf(conditions));
        }
        return conditions.isEmpty()
                ? inputs.getFirst()
                : new Relation.Filter(inputs.getFirst(), List.copyOf(conditions));
    }

    private static boolean hasAny(Relation relation, Collection<ColumnId> columns) {
        return relation.columns().stream().anyMatch(columns::contains);
    }
}
