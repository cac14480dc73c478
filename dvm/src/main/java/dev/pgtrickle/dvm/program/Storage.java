package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layout of a storage table: the user's columns and, behind them, hidden ones with names of ours.
 *
 * @param table the table
 * @param visible the user's columns, in order
 * @param hidden state that users do not see
 * @param reading how the visible relation reads the table
 * @param selection which of the rows are shown; nothing for all
 * @param indexes what further indexes are on, as written behind the table's name
 * @param overlay what is kept besides the table and merged when it is read; nothing where the table is all
 * @param secondHash what tells apart rows that have the same hash, so that the index on both is unique; nothing where it need not be
 */
public record Storage(
        QualifiedName table,
        List<Column> visible,
        List<Column> hidden,
        Reading reading,
        Optional<Selection> selection,
        List<String> indexes,
        Optional<Overlay> overlay,
        Optional<String> secondHash) {

    /**
     * Changes that the table does not have yet.
     *
     * @param table the table they are kept in
     * @param untouched a condition for a row {@code s} of the storage that none of them changes; nothing where they are merged with all rows
     * @param merged a SELECT, without WHERE, of the visible columns of all rows that they are merged with
     * @param conditions which of these are shown
     */
    public record Overlay(QualifiedName table, Optional<String> untouched, String merged, List<String> conditions) {

        private String merged(List<String> more) {
            List<String> all = Stream.concat(conditions.stream(), more.stream()).toList();
            return merged + (all.isEmpty() ? "" : "\nWHERE " + String.join(" AND ", all));
        }
    }

    /**
     * Which of the rows users see: ORDER BY and LIMIT of the visible relation.
     *
     * @param index what an index that helps is on
     * @param clauses ORDER BY, OFFSET and LIMIT
     */
    public record Selection(String index, String clauses) {}

    /**
     * A layout whose rows are all shown.
     *
     * @param table the table
     * @param visible the user's columns, in order
     * @param hidden state that users do not see
     * @param reading how the visible relation reads the table
     */
    public Storage(QualifiedName table, List<Column> visible, List<Column> hidden, Reading reading) {
        this(table, visible, hidden, reading, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /** The same with something besides it. */
    Storage with(Overlay besides) {
        return new Storage(table, visible, hidden, reading, selection, indexes, Optional.of(besides), secondHash);
    }

    /**
     * The same where the hash of a row and a second one are unique.
     *
     * @param hash an expression over the table's columns
     * @return the layout
     */
    public Storage uniqueWith(String hash) {
        return new Storage(table, visible, hidden, reading, selection, indexes, overlay, Optional.of(hash));
    }

    /** Names that begin so are ours. */
    public static final String RESERVED = "__pgt_";

    static final String HASH = "__pgt_h";
    static final String COUNT = "__pgt_n";
    static final String SHOWN = "__pgt_v";

    /**
     * The hidden column that our own index is on.
     *
     * @return its name
     */
    public static String hashColumn() {
        return HASH;
    }

    /**
     * A stored column.
     *
     * @param name its name
     * @param declaration its type and modifier as written in a column definition
     * @param collation its COLLATE clause with a space before, or an empty text
     */
    public record Column(Identifier name, String declaration, String collation) {

        /**
         * A column of a given type.
         *
         * @param name its name
         * @param type its type
         * @return the column
         */
        public static Column stored(Identifier name, SqlType type) {
            return of(name, type);
        }

        static Column of(Identifier name, SqlType type) {
            String collation =
                    type.collation().map(c -> " COLLATE " + c.name().sql()).orElse("");
            return new Column(name, type.declaration(), collation);
        }

        static Column hidden(String name, String type) {
            return new Column(new Identifier(name), type, "");
        }

        /**
         * What the column is in a column definition.
         *
         * @return type, modifier and collation
         */
        String type() {
            return declaration + collation;
        }

        /**
         * The column's name in SQL.
         *
         * @return quoted where necessary
         */
        public String sql() {
            return name.sql();
        }
    }

    /** How rows of the table become rows that users see. */
    public enum Reading {
        /** One for one. */
        ROWS,
        /** Those that pass the filters above the groups. */
        SHOWN_ROWS,
        /** Each as often as its multiplicity says. */
        MULTIPLICITIES
    }

    /**
     * All columns.
     *
     * @return visible, then hidden
     */
    public List<Column> columns() {
        return Stream.concat(visible.stream(), hidden.stream()).toList();
    }

    /**
     * What hidden columns say of a row that is shown once.
     *
     * @return the columns that reading looks at, with a value in SQL
     */
    public Map<String, String> shownOnce() {
        Map<String, String> values = new TreeMap<>();
        for (Column column : hidden) {
            switch (column.name().name()) {
                case COUNT -> values.put(COUNT, "1");
                case SHOWN -> values.put(SHOWN, "true");
                default -> {}
            }
        }
        return values;
    }

    /**
     * Creates the table.
     *
     * @return the statements
     */
    public List<String> create() {
        List<String> statements = new ArrayList<>();
        statements.add(columns().stream()
                .map(c -> "    " + c.sql() + " " + c.type())
                .collect(Collectors.joining(
                        ",\n", "CREATE TABLE " + table.sql() + " (\n", "\n) WITH (fillfactor = 80)")));
        if (hidden.stream().anyMatch(c -> c.name().name().equals(HASH))) {
            statements.add(secondHash
                    .map(second -> "CREATE UNIQUE INDEX ON " + table.sql() + " (" + HASH + ", (" + second + "))")
                    .orElseGet(() -> "CREATE INDEX ON " + table.sql() + " (" + HASH + ")"));
        }
        indexes.forEach(i -> statements.add("CREATE INDEX ON " + table.sql() + " " + i));
        selection.ifPresent(s -> statements.add("CREATE INDEX ON " + table.sql() + " (" + s.index() + ")"));
        return statements;
    }

    /**
     * The query of the visible relation.
     *
     * @param anchor a condition that is always true and makes the relation depend on the pinned query
     * @return a SELECT
     */
    public String read(String anchor) {
        return overlay.map(o -> o.untouched()
                        .map(untouched ->
                                readStored(untouched + " AND " + anchor) + "\nUNION ALL\n" + o.merged(List.of()))
                        .orElseGet(() -> o.merged(List.of(anchor))))
                .orElseGet(() -> readStored(anchor));
    }

    /**
     * The query of the visible relation as far as the table knows.
     *
     * @param condition a condition on the rows {@code s} of the table
     * @return a SELECT
     */
    public String readStored(String condition) {
        String list = visible.stream().map(c -> "s." + c.sql()).collect(Collectors.joining(", "));
        String select = "SELECT " + list + " FROM " + table.sql() + " s";
        return switch (reading) {
            case ROWS -> select + " WHERE " + condition + selected();
            case SHOWN_ROWS -> select + " WHERE s." + SHOWN + " AND " + condition + selected();
            // The first copy comes from a plain scan, so that row estimates stay right; further copies are rare.
            case MULTIPLICITIES ->
                select + " WHERE " + shown() + condition + "\nUNION ALL\n" + select
                        + " CROSS JOIN LATERAL pg_catalog.generate_series(2, s." + COUNT + ") WHERE " + shown() + "s."
                        + COUNT + " > 1";
        };
    }

    /** A condition, and what joins it to another one, where not all rows are shown. */
    private String shown() {
        return hidden.stream().anyMatch(c -> c.name().name().equals(SHOWN)) ? "s." + SHOWN + " AND " : "";
    }

    private String selected() {
        return selection.map(s -> "\n" + s.clauses()).orElse("");
    }

    static String list(List<Column> columns) {
        return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
    }
}
