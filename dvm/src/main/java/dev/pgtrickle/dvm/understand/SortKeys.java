package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.syntax.SortItem;
import java.util.ArrayList;
import java.util.List;

/**
 * The sort items of ORDER BY over the columns that hold their values.
 *
 * @param items the items as written behind ORDER BY
 */
record SortKeys(List<Scalar> items) {

    /** Copies the list. */
    SortKeys {
        items = List.copyOf(items);
    }

    /**
     * The sort keys of an ORDER BY clause.
     *
     * @param orderBy the clause
     * @param columns for each of its items, the column with the value to sort by
     */
    static SortKeys of(List<SortItem> orderBy, List<ColumnId> columns) {
        List<Scalar> items = new ArrayList<>();
        for (int i = 0; i < orderBy.size(); i++) {
            items.add(item(orderBy.get(i), columns.get(i)));
        }
        return new SortKeys(items);
    }

    private static Scalar item(SortItem item, ColumnId column) {
        List<Term> terms = new ArrayList<>(List.of(new Scalar.Reference(column)));
        switch (item.order()) {
            case SortItem.Direction direction -> {
                if (direction == SortItem.Direction.DESC) {
                    terms.add(new Token("DESC"));
                }
            }
            case SortItem.Using using -> {
                terms.add(new Token("USING"));
                using.operator().forEach(t -> terms.add(new Token(t.text())));
            }
        }
        switch (item.nulls()) {
            case DEFAULT -> {}
            case FIRST, LAST -> {
                terms.add(new Token("NULLS"));
                terms.add(new Token(item.nulls().name()));
            }
        }
        return new Scalar(terms);
    }
}
