package dev.pgtrickle.dvm.nodetree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A value in a node tree.
 *
 * <p>Trees can be as deep as the server's stack allows, so what walks them keeps a stack of its own; do not call {@code equals} or {@code
 * hashCode} on whole trees.
 */
public sealed interface NodeTree {

    /** A null pointer, written {@code <>}. */
    enum Null implements NodeTree {
        NULL
    }

    /**
     * A number, a name, a boolean, an enum member, or the bytes of a constant.
     *
     * @param text the text without quotes and escapes; the tokens of a constant's value are separated by one space
     */
    record Atom(String text) implements NodeTree {}

    /**
     * A list or a set.
     *
     * @param kind {@code ""} for nodes and strings, {@code i}, {@code o}, {@code x} for integers, OIDs and transaction ids, {@code b} for a
     *     bitmap set
     * @param elements the elements in order
     */
    record NodeList(String kind, List<NodeTree> elements) implements NodeTree {

        /** Copies the list. */
        public NodeList {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A node.
     *
     * @param tag its type in upper case, as the server writes it
     * @param fields its fields in the order of the text
     */
    record Node(String tag, Map<String, NodeTree> fields) implements NodeTree {

        /** Copies the map. */
        public Node {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** The type only: trees are large. */
        @Override
        public String toString() {
            return "{" + tag + "}";
        }

        /**
         * A field.
         *
         * @param name its name
         * @return its value; null pointer when the node has no such field
         */
        public NodeTree field(String name) {
            return fields.getOrDefault(name, Null.NULL);
        }

        /**
         * A field that holds an atom.
         *
         * @param name its name
         * @return its text, or the empty string for anything else
         */
        public String text(String name) {
            return field(name) instanceof Atom atom ? atom.text() : "";
        }

        /**
         * A field that holds a number.
         *
         * @param name its name
         * @return its value, or 0 for anything else
         */
        public long number(String name) {
            String text = text(name);
            return text.isEmpty() ? 0 : Long.parseLong(text);
        }

        /**
         * A field that holds a boolean.
         *
         * @param name its name
         * @return its value, or false for anything else
         */
        public boolean truth(String name) {
            return text(name).equals("true");
        }

        /**
         * The nodes in a field that holds a list.
         *
         * @param name its name
         * @return the elements that are nodes, or nothing for anything else
         */
        public List<Node> nodes(String name) {
            return field(name) instanceof NodeList list
                    ? list.elements().stream()
                            .filter(Node.class::isInstance)
                            .map(Node.class::cast)
                            .toList()
                    : List.of();
        }

        /**
         * The atoms in a field that holds a list.
         *
         * @param name its name
         * @return the texts of the elements that are atoms, or nothing for anything else
         */
        public List<String> texts(String name) {
            return field(name) instanceof NodeList list
                    ? list.elements().stream()
                            .filter(Atom.class::isInstance)
                            .map(element -> ((Atom) element).text())
                            .toList()
                    : List.of();
        }
    }

    /**
     * Shows every node of this tree, each before the nodes in it, in the order of the text.
     *
     * @param consumer called for each node
     */
    default void forEachNode(Consumer<Node> consumer) {
        List<NodeTree> open = new ArrayList<>();
        open.add(this);
        while (!open.isEmpty()) {
            NodeTree tree = open.removeLast();
            int first = open.size();
            switch (tree) {
                case Null none -> {}
                case Atom atom -> {}
                case NodeList list -> addInner(list.elements(), open);
                case Node node -> {
                    consumer.accept(node);
                    addInner(node.fields().values(), open);
                }
            }
            Collections.reverse(open.subList(first, open.size()));
        }
    }

    /** Most of a tree are atoms, which have no nodes in them. */
    private static void addInner(Collection<NodeTree> inner, List<NodeTree> open) {
        for (NodeTree tree : inner) {
            if (tree instanceof Node || tree instanceof NodeList) {
                open.add(tree);
            }
        }
    }
}
