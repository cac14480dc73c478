package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a query's range table.
 *
 * @param node the {@code RANGETBLENTRY} node
 */
public record RangeTableEntry(Node node) {

    /** The kinds of entries, in the order of the server's {@code RTEKind}. */
    public enum Kind {
        RELATION,
        SUBQUERY,
        JOIN,
        FUNCTION,
        TABLE_FUNCTION,
        VALUES,
        CTE,
        NAMED_TUPLE_STORE,
        RESULT,
        GROUP
    }

    /**
     * What the entry is.
     *
     * @return its kind
     */
    public Kind kind() {
        return Kind.values()[(int) node.number("rtekind")];
    }

    /**
     * The relation of an entry of kind RELATION.
     *
     * @return its OID, 0 for other kinds
     */
    public long relation() {
        return kind() == Kind.RELATION ? node.number("relid") : 0;
    }

    /**
     * The kind of the relation of an entry of kind RELATION.
     *
     * @return a letter as in {@code pg_class.relkind}, empty for other kinds
     */
    public String relkind() {
        return kind() == Kind.RELATION ? node.text("relkind") : "";
    }

    /**
     * The name that the server uses for the entry.
     *
     * @return the alias, or the entry's own name
     */
    public String name() {
        return names().text("aliasname");
    }

    /**
     * The names of the entry's columns.
     *
     * @return the names in order; dropped columns have empty names
     */
    public List<String> columnNames() {
        return names().texts("colnames");
    }

    private Node names() {
        return node.field("eref") instanceof Node alias ? alias : new Node("ALIAS", java.util.Map.of());
    }

    /**
     * The query of an entry of kind SUBQUERY.
     *
     * @return the query, nothing for other kinds
     */
    public Optional<QueryTree> subquery() {
        return kind() == Kind.SUBQUERY && node.field("subquery") instanceof Node query
                ? Optional.of(new QueryTree(query))
                : Optional.empty();
    }

    /** How many entries for OLD and NEW a query's range table begins with: those of a view's rule, up to PostgreSQL 15. */
    static int ruleEntries(Node query) {
        List<Node> entries = query.nodes("rtable");
        return entries.size() >= 2 && isRuleEntry(entries.get(0), "old") && isRuleEntry(entries.get(1), "new") ? 2 : 0;
    }

    private static boolean isRuleEntry(Node node, String name) {
        RangeTableEntry entry = new RangeTableEntry(node);
        return entry.name().equals(name) && entry.relkind().equals("v") && !node.truth("inFromCl");
    }
}
