package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.Image;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.understand.WindowSpecification.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sort keys that decide between rows which the query's own sort keys leave in any order: rows that remain tied cannot be told apart by what is
 * read of them.
 *
 * @param columns the columns to decide by
 * @param types their types
 * @param identity whether no two rows are equal in all these columns
 */
record TieBreakers(List<ColumnId> columns, Map<ColumnId, SqlType> types, boolean identity) {

    /** Stands for a column in the text of an expression. */
    private static final String COLUMN = "\u0001";

    /** The sort keys to append to a window's; none when it leaves no ties. */
    List<SortKey> of(WindowSpecification window) {
        Set<ColumnId> compared = window.plainColumns();
        if (identity && compared.containsAll(columns)) {
            return List.of();
        }
        List<SortKey> keys = new ArrayList<>();
        for (ColumnId column : columns) {
            SqlType type = Optional.ofNullable(types.get(column)).orElseThrow();
            if (!compared.contains(column) || !Image.isEquality(type)) {
                Image.order(COLUMN, type).forEach(text -> keys.add(SortKey.ascending(expression(text, column))));
            }
        }
        return keys;
    }

    private static Scalar expression(String text, ColumnId column) {
        List<Scalar.Term> terms = new ArrayList<>();
        String[] parts = text.split(COLUMN, -1);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                terms.add(new Scalar.Reference(column));
            }
            if (!parts[i].isBlank()) {
                terms.add(new Scalar.Token(parts[i].strip()));
            }
        }
        return new Scalar(terms);
    }
}
