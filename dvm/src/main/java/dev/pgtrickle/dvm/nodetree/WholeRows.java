package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import java.util.ArrayDeque;
import java.util.Deque;

/** Finds references to the whole row of a FROM item. */
final class WholeRows {

    /** A value and how many queries lie between it and the query that is searched. */
    private record Place(NodeTree tree, int level) {}

    private WholeRows() {}

    /** Whether a query, or one within it, refers to the whole row of the n-th entry of the query's range table. */
    static boolean contain(Node query, int number) {
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place(query, -1));
        while (!open.isEmpty()) {
            Place place = open.pop();
            switch (place.tree()) {
                case NodeTree.Null none -> {}
                case NodeTree.Atom atom -> {}
                case NodeList list -> list.elements().forEach(e -> open.push(new Place(e, place.level())));
                case Node node -> {
                    boolean wholeRow = node.tag().equals("VAR") && node.number("varattno") == 0;
                    if (wholeRow && node.number("varno") == number && node.number("varlevelsup") == place.level()) {
                        return true;
                    }
                    int level = node.tag().equals("QUERY") ? place.level() + 1 : place.level();
                    node.fields().values().forEach(f -> open.push(new Place(f, level)));
                }
            }
        }
        return false;
    }
}
