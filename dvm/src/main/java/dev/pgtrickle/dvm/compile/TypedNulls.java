package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/** A row of nulls of given types: as good as any relation to find out what the server makes of these. */
final class TypedNulls {

    private TypedNulls() {}

    /**
     * Writes the row.
     *
     * @param names the names of the columns, already quoted if need be
     * @param types their types, as many
     * @return a SELECT
     */
    static String select(Collection<String> names, Collection<SqlType> types) {
        List<String> columns = new ArrayList<>();
        Iterator<String> name = names.iterator();
        for (SqlType type : types) {
            String collation =
                    type.collation().map(c -> " COLLATE " + c.name().sql()).orElse("");
            columns.add("CAST(NULL AS " + type.declaration() + ")" + collation + " AS " + name.next());
        }
        return "SELECT " + String.join(", ", columns);
    }
}
