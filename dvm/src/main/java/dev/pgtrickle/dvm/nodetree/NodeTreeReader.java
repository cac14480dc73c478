package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Atom;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a {@code pg_node_tree} value, as written by the server's {@code outfuncs.c}.
 *
 * <p>The first token after a field's label is always its value, even when it begins with a colon: names are written without quotes.
 */
public final class NodeTreeReader {

    private static final Set<String> LIST_KINDS = Set.of("i", "o", "x", "b");

    private final String text;
    private final Deque<Frame> open = new ArrayDeque<>();
    private int at;

    private NodeTreeReader(String text) {
        this.text = text;
    }

    /** A node or list that is not closed yet. */
    private static final class Frame {
        private final @Nullable String tag;
        private final Map<String, NodeTree> fields = new LinkedHashMap<>();
        private final List<NodeTree> elements = new ArrayList<>();
        private @Nullable String label;
        private String kind = "";

        private Frame(@Nullable String tag) {
            this.tag = tag;
        }

        /** Stores what was read since the last label. */
        private void endField() {
            if (label != null) {
                fields.put(label, elements.size() == 1 ? elements.getFirst() : joined());
                elements.clear();
                label = null;
            }
        }

        /** A constant's value is the only one of several tokens: its length and its bytes in brackets. */
        private NodeTree joined() {
            StringBuilder tokens = new StringBuilder();
            for (NodeTree element : elements) {
                tokens.append(tokens.isEmpty() ? "" : " ").append(element instanceof Atom atom ? atom.text() : element);
            }
            return new Atom(tokens.toString());
        }

        private NodeTree close() {
            if (tag == null) {
                return new NodeList(kind, elements);
            }
            endField();
            return new Node(tag, fields);
        }
    }

    /**
     * Reads a tree.
     *
     * @param text the text of one value
     * @return the tree
     * @throws SqlSyntaxException when the text is no such value
     */
    public static NodeTree read(String text) {
        return new NodeTreeReader(text).read();
    }

    private NodeTree read() {
        Frame root = new Frame(null);
        open.push(root);
        for (String token = next(); token != null; token = next()) {
            token(token);
        }
        if (open.size() != 1 || root.elements.size() != 1) {
            throw new SqlSyntaxException(text.length(), "one complete node tree", "end of input");
        }
        return root.elements.getFirst();
    }

    private void token(String token) {
        Frame frame = open.element();
        boolean labelled =
                frame.tag != null && token.startsWith(":") && !(frame.label != null && frame.elements.isEmpty());
        if (labelled) {
            frame.endField();
            frame.label = token.substring(1);
            return;
        }
        switch (token) {
            case "{" -> {
                String tag = next();
                open.push(new Frame(tag == null ? "" : tag));
            }
            case "(" -> open.push(new Frame(null));
            case "}", ")" -> {
                if (open.size() == 1 || (frame.tag == null) != token.equals(")")) {
                    throw new SqlSyntaxException(at - 1, frame.tag == null ? ")" : "}", token);
                }
                open.pop();
                open.element().elements.add(frame.close());
            }
            default -> value(frame, token);
        }
    }

    private static void value(Frame frame, String token) {
        boolean first = frame.elements.isEmpty() && frame.kind.isEmpty();
        if (frame.tag == null && first && LIST_KINDS.contains(token)) {
            frame.kind = token;
        } else {
            frame.elements.add(token.equals("<>") ? NodeTree.Null.NULL : new Atom(unescape(token)));
        }
    }

    /** A string of a list stands in double quotes, any other not; a quote that belongs to the text is escaped. */
    private static String unescape(String token) {
        String inner = token.length() >= 2 && token.startsWith("\"") && token.endsWith("\"")
                ? token.substring(1, token.length() - 1)
                : token;
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            if (inner.charAt(i) == '\\' && i + 1 < inner.length()) {
                i++;
            }
            plain.append(inner.charAt(i));
        }
        return plain.toString();
    }

    /** The next token as written, or null at the end. */
    private @Nullable String next() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return null;
        }
        int start = at;
        if (isBracket(text.charAt(at))) {
            at++;
        } else {
            while (at < text.length() && !isSpace(text.charAt(at)) && !isBracket(text.charAt(at))) {
                at += text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
            }
        }
        return text.substring(start, at);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t';
    }

    private static boolean isBracket(char c) {
        return c == '(' || c == ')' || c == '{' || c == '}';
    }
}
