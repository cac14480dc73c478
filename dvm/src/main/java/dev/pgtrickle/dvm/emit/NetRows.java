package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * Nets the rows of a Z-set.
 *
 * <p>Law: rows of equal image are one row whose weight is the sum of theirs; rows of weight zero are not there.
 *
 * <pre>
 * before: (1.0, -1), (1.00, +1), ('x', +1), ('x', -1)        after: (1.0, -1), (1.00, +1)
 * </pre>
 */
public final class NetRows {

    /**
     * A column.
     *
     * @param name its name in SQL
     * @param type its type
     */
    public record Column(String name, SqlType type) {}

    private NetRows() {}

    /**
     * The query that nets.
     *
     * @param from a FROM item with the columns and {@link ChangeSource#WEIGHT}
     * @param columns all columns but the weight
     * @return a SELECT of the columns and the weight
     */
    public static String query(String from, List<Column> columns) {
        List<String> list = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (Column column : columns) {
            String value = "r." + column.name();
            String shown = Image.representative(value, column.type());
            list.add(shown.equals(value) ? value : shown + " AS " + column.name());
            keys.addAll(Image.keys(value, column.type()));
        }
        String weight = "sum(r." + ChangeSource.WEIGHT + ")";
        list.add(weight + "::bigint AS " + ChangeSource.WEIGHT);
        return "SELECT " + String.join(", ", list) + "\nFROM " + from + " r"
                + (keys.isEmpty() ? "" : "\nGROUP BY " + String.join(", ", keys)) + "\nHAVING " + weight + " <> 0";
    }
}
