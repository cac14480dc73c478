package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The WITH list of a statement in the making: the changes of each table, netted once, and what else is shared.
 *
 * <p>Netting law: rows of equal image are added up, and those that add up to zero vanish. An update that leaves all columns that the query
 * reads as they were, and a row that came and went, cost nothing after that.
 */
public final class CommonTables {

    private final ChangeSource source;
    private final Map<Long, List<SourceColumn>> columns;
    private final Netting netting;
    private final Map<String, String> tables = new LinkedHashMap<>();
    private final Map<Long, String> changes = new LinkedHashMap<>();
    private int numbers;
    private String keyword = "WITH ";

    /** Whether changes are netted before they are used. */
    public enum Netting {
        /** Net them: they are joined, or compared with stored values. */
        NET,
        /** Take them as they come: they are only added up, so that a sum nets them anyway, and only once. */
        RAW
    }

    /**
     * An empty WITH list.
     *
     * @param source where the changes of tables are found
     * @param columns for each table (by OID) the columns that the query reads
     * @param netting whether to net changes
     */
    public CommonTables(ChangeSource source, Map<Long, List<SourceColumn>> columns, Netting netting) {
        this.source = source;
        this.columns = columns;
        this.netting = netting;
    }

    List<SourceColumn> columnsOf(SourceTable table) {
        return columns.getOrDefault(table.oid(), List.of());
    }

    String changesOf(SourceTable table, List<SourceColumn> wanted) {
        return changes.computeIfAbsent(table.oid(), oid -> {
            String name = "d" + (changes.size() + 1);
            String raw = source.changes(table, wanted);
            String comment = "-- changes of " + table.name().sql() + "\n";
            switch (netting) {
                case NET -> add(name, comment + net(raw, wanted));
                case RAW -> addInline(name, comment + raw);
            }
            return name;
        });
    }

    private static String net(String raw, List<SourceColumn> wanted) {
        return NetRows.query(
                "(\n" + Indent.by4(raw) + "\n)",
                wanted.stream()
                        .map(c -> new NetRows.Column(c.name().sql(), c.type()))
                        .toList());
    }

    /** See {@link ChangeSource#takeAll}. */
    String takeAll() {
        return source.takeAll();
    }

    /** A number that nothing else in the statement has. */
    int next() {
        return ++numbers;
    }

    boolean contains(String name) {
        return tables.containsKey(name);
    }

    /**
     * Adds a common table that is computed once.
     *
     * @param name its name
     * @param query its query
     */
    public void add(String name, String query) {
        tables.put(name, "MATERIALIZED (\n" + Indent.by4(query) + "\n)");
    }

    /**
     * Adds a common table that modifies data, or that the planner may merge into its only use.
     *
     * @param name its name
     * @param query its query
     */
    public void addInline(String name, String query) {
        tables.put(name, "(\n" + Indent.by4(query) + "\n)");
    }

    /**
     * Adds a common table that refers to itself.
     *
     * @param name its name
     * @param columns the names of its columns
     * @param query its query
     */
    public void addRecursive(String name, List<String> columns, String query) {
        addInline(name + "(" + String.join(", ", columns) + ")", query);
        keyword = "WITH RECURSIVE ";
    }

    /**
     * Prints the WITH clause.
     *
     * @return {@code WITH a AS (..), ..} and a line end
     */
    public String with() {
        return tables.entrySet().stream()
                .map(e -> e.getKey() + " AS " + e.getValue())
                .collect(Collectors.joining(",\n", keyword, "\n"));
    }
}
