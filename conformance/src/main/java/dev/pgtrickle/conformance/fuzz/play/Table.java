package dev.pgtrickle.conformance.fuzz.play;

import dev.pgtrickle.conformance.fuzz.query.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table.
 *
 * @param name its name
 * @param columns its columns; with a key, the first one is it
 * @param key whether there is a key
 * @param notNull the names of columns that cannot be null
 * @param reference a foreign key, if there is one
 * @param rows its first rows, each with a literal for each column
 */
public record Table(
        String name,
        List<Column> columns,
        Key key,
        Set<String> notNull,
        Optional<ForeignKey> reference,
        List<List<String>> rows) {

    /** Whether a table has a key. */
    public enum Key {
        PRIMARY,
        NONE
    }

    /**
     * A foreign key.
     *
     * @param column the column
     * @param table the table whose key it refers to
     * @param action what happens to rows whose referenced row goes
     */
    public record ForeignKey(String column, String table, String action) {}

    /** Copies the lists. */
    public Table {
        columns = List.copyOf(columns);
        notNull = Set.copyOf(notNull);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * The same table with other rows.
     *
     * @param other the rows
     * @return the table
     */
    public Table withRows(List<List<String>> other) {
        return new Table(name, columns, key, notNull, reference, other);
    }

    /**
     * The statements that make the table.
     *
     * @return SQL
     */
    public List<String> sql() {
        List<String> definitions = new ArrayList<>();
        for (Column column : columns) {
            StringBuilder definition = new StringBuilder(column.name())
                    .append(' ')
                    .append(column.type().sql());
            if (key == Key.PRIMARY && definitions.isEmpty()) {
                definition.append(" PRIMARY KEY");
            } else if (notNull.contains(column.name())) {
                definition.append(" NOT NULL");
            }
            reference
                    .filter(r -> r.column().equals(column.name()))
                    .ifPresent(r -> definition
                            .append(" REFERENCES ")
                            .append(r.table())
                            .append(" ON UPDATE CASCADE ON DELETE ")
                            .append(r.action()));
            definitions.add(definition.toString());
        }
        String create = "CREATE TABLE " + name + " (" + String.join(", ", definitions) + ")";
        return rows.isEmpty() ? List.of(create) : List.of(create, new Change.Insert(name, rows, "").sql());
    }
}
