package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.nodetree.NodeTree;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.nodetree.QueryTree.Feature;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** LIMIT and OFFSET without ORDER BY: the server may take other rows each time, so that there is nothing to keep up to date. */
final class ArbitraryRows {

    private static final long EXISTS = 0;

    private ArbitraryRows() {}

    /**
     * Refuses a query that takes arbitrary rows. That EXISTS has a LIMIT makes no difference, nor that a query with one row has one.
     *
     * @param tree the query with all queries in it
     * @throws SqlError 0A000 when it does
     */
    static void refuse(QueryTree tree) {
        Set<NodeTree> harmless = Collections.newSetFromMap(new IdentityHashMap<>());
        tree.node().forEachNode(node -> {
            if (node.tag().equals("SUBLINK") && node.number("subLinkType") == EXISTS) {
                harmless.add(node.field("subselect"));
            }
            if (node.tag().equals("QUERY") && !harmless.contains(node) && takesArbitraryRows(node)) {
                throw SqlError.of(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "a stream table's query must not use LIMIT or OFFSET without ORDER BY")
                        .withDetail("Without ORDER BY, the rows that LIMIT takes are any rows, and others each time.")
                        .withHint("Add ORDER BY, or use mode FULL, which takes rows anew at each refresh.");
            }
        });
    }

    private static boolean takesArbitraryRows(Node query) {
        boolean limited = isNumber(query.field("limitCount")) || isNumber(query.field("limitOffset"));
        boolean oneRow = new QueryTree(query).has(Feature.AGGREGATES)
                && query.nodes("groupClause").isEmpty()
                && query.nodes("groupingSets").isEmpty();
        return limited && query.nodes("sortClause").isEmpty() && !oneRow;
    }

    /** Whether there is a number of rows: LIMIT ALL has none. */
    private static boolean isNumber(NodeTree expression) {
        return expression instanceof Node node && !(node.tag().equals("CONST") && node.truth("constisnull"));
    }
}
