package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Atom;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives the references of ORDER BY, GROUP BY and DISTINCT to the select list one form.
 *
 * <p>Each sorted or grouped entry of the select list has a number. {@code SELECT a, a FROM t ORDER BY 1, 2} numbers both entries; printed, it is
 * {@code ORDER BY a, a}, which is the first entry twice, of which the server drops one. Equal entries count as the first of them here, a key that
 * repeats an earlier one is left out, and numbers follow the order of the select list.
 *
 * <p>With grouping sets, which list numbers as well, a query stays as it is.
 */
final class SortReferences {

    private static final List<String> CLAUSES = List.of("sortClause", "groupClause", "distinctClause");
    private static final String REFERENCE = "ressortgroupref";
    private static final String KEY = "tleSortGroupRef";
    private static final String NONE = "0";

    private SortReferences() {}

    /** A query in the one form. */
    static Node normalize(Node query) {
        if (!(query.field("targetList") instanceof NodeList targets)
                || query.field("groupingSets") instanceof NodeList) {
            return query;
        }
        Map<String, String> numbers = numbers(query);
        if (numbers.isEmpty()) {
            return query;
        }
        Set<String> seen = new HashSet<>();
        List<NodeTree> entries = new ArrayList<>();
        for (NodeTree target : targets.elements()) {
            if (target instanceof Node entry && !entry.text(REFERENCE).equals(NONE)) {
                String number = numbers.getOrDefault(entry.text(REFERENCE), NONE);
                entries.add(Normalization.with(entry, REFERENCE, new Atom(seen.add(number) ? number : NONE)));
            } else {
                entries.add(target);
            }
        }
        Node changed = Normalization.with(query, "targetList", new NodeList(targets.kind(), entries));
        for (String clause : CLAUSES) {
            changed = renumbered(changed, clause, numbers);
        }
        return windows(changed, numbers);
    }

    /** The new number of each number: that of the first entry with the same expression. */
    private static Map<String, String> numbers(Node query) {
        Map<String, String> numbers = new HashMap<>();
        List<Node> distinct = new ArrayList<>();
        for (Node target : query.nodes("targetList")) {
            if (!target.text(REFERENCE).equals(NONE)) {
                int same = 0;
                while (same < distinct.size()
                        && !TreeComparison.areSame(query, distinct.get(same).field("expr"), target.field("expr"))) {
                    same++;
                }
                if (same == distinct.size()) {
                    distinct.add(target);
                }
                numbers.put(target.text(REFERENCE), String.valueOf(same + 1));
            }
        }
        return numbers;
    }

    private static Node renumbered(Node node, String clause, Map<String, String> numbers) {
        if (!(node.field(clause) instanceof NodeList keys)) {
            return node;
        }
        Set<String> seen = new HashSet<>();
        List<NodeTree> kept = new ArrayList<>();
        for (NodeTree key : keys.elements()) {
            if (key instanceof Node sorted) {
                String number = numbers.getOrDefault(sorted.text(KEY), sorted.text(KEY));
                // Rows that are equal by one key are equal by the same key once more, if it compares in the same way.
                if (seen.add(number + " " + sorted.text("eqop"))) {
                    kept.add(Normalization.with(sorted, KEY, new Atom(number)));
                }
            } else {
                kept.add(key);
            }
        }
        return Normalization.with(node, clause, new NodeList(keys.kind(), kept));
    }

    private static Node windows(Node query, Map<String, String> numbers) {
        if (!(query.field("windowClause") instanceof NodeList windows)) {
            return query;
        }
        List<NodeTree> changed = new ArrayList<>();
        for (NodeTree window : windows.elements()) {
            changed.add(
                    window instanceof Node node
                            ? renumbered(renumbered(node, "partitionClause", numbers), "orderClause", numbers)
                            : window);
        }
        return Normalization.with(query, "windowClause", new NodeList(windows.kind(), changed));
    }
}
