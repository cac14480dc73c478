package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.FunctionUse.Role;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An analysed query.
 *
 * <p>Methods that collect OIDs look at the whole query with all queries in it; the others look at this query level only. Views are not
 * expanded, and functions are not looked into.
 */
public final class QueryTree {

    private final Node node;

    /** All nodes in the order of the text, once they were asked for: many questions are about all of them. */
    private @Nullable List<Node> all;

    /**
     * A query.
     *
     * @param node the {@code QUERY} node
     */
    public QueryTree(Node node) {
        this.node = node;
    }

    /** Something a query has, as flagged by the server's parse analysis. */
    public enum Feature {
        AGGREGATES("hasAggs"),
        WINDOW_FUNCTIONS("hasWindowFuncs"),
        TARGET_SET_RETURNING_FUNCTIONS("hasTargetSRFs"),
        SUB_LINKS("hasSubLinks"),
        DISTINCT_ON("hasDistinctOn"),
        RECURSIVE("hasRecursive"),
        MODIFYING_CTE("hasModifyingCTE"),
        FOR_UPDATE("hasForUpdate");

        private final String field;

        Feature(String field) {
            this.field = field;
        }
    }

    /**
     * Reads the tree of a view.
     *
     * @param evAction the text of {@code pg_rewrite.ev_action} of the view's rule
     * @return the view's query
     */
    public static QueryTree read(String evAction) {
        if (NodeTreeReader.read(evAction) instanceof NodeList queries
                && queries.elements().size() == 1
                && queries.elements().getFirst() instanceof Node query) {
            return new QueryTree(query);
        }
        throw new IllegalArgumentException("a view has one query");
    }

    /**
     * The node.
     *
     * @return the {@code QUERY} node
     */
    public Node node() {
        return node;
    }

    /**
     * The range table.
     *
     * @return the entries in order, without OLD and NEW
     */
    public List<RangeTableEntry> rangeTable() {
        return node.nodes("rtable").stream()
                .skip(RangeTableEntry.ruleEntries(node))
                .map(RangeTableEntry::new)
                .toList();
    }

    /**
     * The target list.
     *
     * @return the entries in order, junk included
     */
    public List<TargetEntry> targets() {
        return node.nodes("targetList").stream().map(TargetEntry::new).toList();
    }

    /**
     * Whether this query level has something.
     *
     * @param feature what
     * @return the server's flag
     */
    public boolean has(Feature feature) {
        return node.truth(feature.field);
    }

    /**
     * Whether this query level or one within it has something.
     *
     * @param feature what
     * @return true when any of the server's flags is set
     */
    public boolean hasAnywhere(Feature feature) {
        return all().stream().anyMatch(n -> n.tag().equals("QUERY") && n.truth(feature.field));
    }

    /**
     * All nodes of one type.
     *
     * @param tag the type in upper case, such as {@code SQLVALUEFUNCTION} for CURRENT_DATE and its like
     * @return the nodes of the whole query in the order of the text
     */
    public List<Node> nodes(String tag) {
        return all().stream().filter(n -> n.tag().equals(tag)).toList();
    }

    /**
     * The functions that the query calls by name, as cast, as operator, as aggregate or as window function. Functions behind sort and
     * group operators, type input and output, and domain constraints are not among them: see {@link #operators}, {@link #inputOutputTypes}
     * and {@link #domains}.
     *
     * @return the functions without duplicates
     */
    public Set<FunctionUse> functions() {
        return collect((n, found) -> {
            switch (n.tag()) {
                case "FUNCEXPR" -> found.add(new FunctionUse(n.number("funcid"), Role.FUNCTION));
                case "OPEXPR", "DISTINCTEXPR", "NULLIFEXPR", "SCALARARRAYOPEXPR" ->
                    found.add(new FunctionUse(n.number("opfuncid"), Role.OPERATOR));
                case "AGGREF" -> found.add(new FunctionUse(n.number("aggfnoid"), Role.AGGREGATE));
                case "WINDOWFUNC" -> found.add(new FunctionUse(n.number("winfnoid"), Role.WINDOW_FUNCTION));
                case "TABLESAMPLECLAUSE" -> found.add(new FunctionUse(n.number("tsmhandler"), Role.SAMPLING_METHOD));
                default -> {}
            }
        });
    }

    /**
     * The operators that the query uses, in expressions, in row comparisons, to sort and to group.
     *
     * @return OIDs in {@code pg_operator}
     */
    public Set<Long> operators() {
        return collect((n, found) -> {
            switch (n.tag()) {
                case "OPEXPR", "DISTINCTEXPR", "NULLIFEXPR", "SCALARARRAYOPEXPR" -> found.add(n.number("opno"));
                case "ROWCOMPAREEXPR" -> n.texts("opnos").forEach(oid -> found.add(Long.valueOf(oid)));
                case "SORTGROUPCLAUSE" -> {
                    addOid(found, n.number("eqop"));
                    addOid(found, n.number("sortop"));
                }
                default -> {}
            }
        });
    }

    /**
     * The types that values are converted from or to by way of their text form, so that the type's input or output function is called.
     *
     * @return OIDs in {@code pg_type}; an argument whose type its node does not tell is left out
     */
    public Set<Long> inputOutputTypes() {
        return collect((n, found) -> {
            if (n.tag().equals("COERCEVIAIO")) {
                found.add(n.number("resulttype"));
                if (n.field("arg") instanceof Node argument) {
                    ResultType.of(argument).ifPresent(type -> found.add(type.type()));
                }
            }
        });
    }

    /**
     * The domains whose constraints are checked.
     *
     * @return OIDs in {@code pg_type}
     */
    public Set<Long> domains() {
        return collect((n, found) -> {
            if (n.tag().equals("COERCETODOMAIN")) {
                found.add(n.number("resulttype"));
            }
        });
    }

    /**
     * The range table entries of tables and views, of all levels.
     *
     * @return the entries in the order of the text, one per mention
     */
    public List<RangeTableEntry> relations() {
        int ruleEntries = RangeTableEntry.ruleEntries(node);
        return nodes("RANGETBLENTRY").stream()
                .map(RangeTableEntry::new)
                .filter(entry -> entry.kind() == RangeTableEntry.Kind.RELATION)
                .skip(ruleEntries)
                .toList();
    }

    /**
     * The relations that the query reads.
     *
     * @return OIDs in {@code pg_class}
     */
    public Set<Long> relationOids() {
        return relations().stream().map(RangeTableEntry::relation).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void addOid(Set<Long> oids, long oid) {
        if (oid != 0) {
            oids.add(oid);
        }
    }

    private <T> Set<T> collect(BiConsumer<Node, Set<T>> collector) {
        Set<T> found = new java.util.LinkedHashSet<>();
        all().forEach(n -> collector.accept(n, found));
        return found;
    }

    private List<Node> all() {
        List<Node> known = all;
        if (known == null) {
            List<Node> found = new ArrayList<>();
            node.forEachNode(found::add);
            known = List.copyOf(found);
            all = known;
        }
        return known;
    }
}
