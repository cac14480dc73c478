package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Atom;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The columns of the FROM item in which PostgreSQL 18 keeps what a query is grouped by, with equal ones counted as one: {@code GROUP BY 1, 2} may
 * name one expression twice, and printed it is named twice too, of which the server drops one.
 */
final class GroupColumns {

    /** For each such item, the number that each of its columns counts as. */
    private final IdentityHashMap<Node, List<Integer>> known = new IdentityHashMap<>();

    /** The number of the column that a variable means. */
    NodeTree column(Node variable, Node query) {
        List<Node> items = query.nodes("rtable");
        long item = variable.number("varno");
        long column = variable.number("varattno");
        if (item < 1 || item > items.size() || column < 1) {
            return variable.field("varattno");
        }
        List<Integer> numbers = numbers(items.get((int) item - 1), query);
        return column <= numbers.size()
                ? new Atom(String.valueOf(numbers.get((int) column - 1)))
                : variable.field("varattno");
    }

    /** The expressions of such an item, each once. */
    NodeTree distinct(Node item, Node query) {
        if (!(item.field("groupexprs") instanceof NodeList list)) {
            return item.field("groupexprs");
        }
        List<Integer> numbers = numbers(item, query);
        List<NodeTree> distinct = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i) > distinct.size()) {
                distinct.add(list.elements().get(i));
            }
        }
        return new NodeList(list.kind(), distinct);
    }

    private List<Integer> numbers(Node item, Node query) {
        List<Integer> numbers = known.get(item);
        if (numbers == null) {
            numbers = item.field("groupexprs") instanceof NodeList list ? numbers(list.elements(), query) : List.of();
            known.put(item, numbers);
        }
        return numbers;
    }

    private static List<Integer> numbers(List<NodeTree> expressions, Node query) {
        List<Integer> numbers = new ArrayList<>();
        List<NodeTree> distinct = new ArrayList<>();
        for (NodeTree expression : expressions) {
            int same = 0;
            while (same < distinct.size() && !TreeComparison.areSame(query, distinct.get(same), expression)) {
                same++;
            }
            if (same == distinct.size()) {
                distinct.add(expression);
            }
            numbers.add(same + 1);
        }
        return numbers;
    }
}
