package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.source.SqlType;
import java.util.Map;

/**
 * The types of the columns of a relational tree.
 *
 * @param types by column
 */
public record ColumnTypes(Map<ColumnId, SqlType> types) {

    /** Copies the map. */
    public ColumnTypes {
        types = Map.copyOf(types);
    }

    /**
     * The type of a column.
     *
     * @param column a column of the tree
     * @return its type
     */
    public SqlType of(ColumnId column) {
        SqlType type = types.get(column);
        if (type == null) {
            throw new IllegalStateException("the type of column " + column + " is not known");
        }
        return type;
    }
}
