package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Atom;
import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import dev.pgtrickle.dvm.nodetree.NodeTree.NodeList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether two analysed trees are the same query: whether they can differ in nothing but names of FROM items and in how the text was
 * written.
 *
 * <p>Not looked at are:
 *
 * <ul>
 *   <li>positions in the text;
 *   <li>the names of tables, joins and common table expressions: references are by number, and a reference to a CTE counts as the CTE's
 *       place in its list;
 *   <li>the names of columns that nothing can refer to by name;
 *   <li>whether a cast or call was written or implied: the cast itself is in the tree;
 *   <li>through which join a column was named, and NATURAL, which is spelled out;
 *   <li>for which columns the right to read is checked, and how often a CTE is mentioned;
 *   <li>the entries OLD and NEW that PostgreSQL 15 puts before the range table of a view;
 *   <li>what {@link Normalization} evens out.
 * </ul>
 */
public final class TreeComparison {

    private static final int SUMMARY_LENGTH = 100;

    private static final Set<String> IGNORED = Set.of(
            // positions
            "location",
            "stmt_location",
            "stmt_len",
            "list_start",
            "list_end",
            // names of FROM items
            "alias",
            "aliasname",
            "join_using_alias",
            "usingClause", // the columns are those of joinmergedcols, joinleftcols and joinrightcols
            // how it was written
            "funcformat",
            "relabelformat",
            "coerceformat",
            "coercionformat",
            "convertformat",
            "row_format",
            "isNatural",
            "operName",
            "varnosyn",
            "varattnosyn",
            // counts a reference again when it is written again, as in ORDER BY
            "cterefcount",
            // which columns are checked for the right to read them
            "selectedCols",
            // names of columns; those that matter are compared with the range table
            "resname");

    /** Two values to compare, where they are, and the queries around them. */
    private record Pair(
            @Nullable Path path,
            NodeTree left,
            NodeTree right,
            @Nullable Queries around) {}

    /** The way from the root, innermost step first. */
    private record Path(String step, @Nullable Path outer) {}

    /** The two queries around a place and those around them, innermost first. */
    private record Queries(Node left, Node right, @Nullable Queries outer) {}

    private final Deque<Pair> open = new ArrayDeque<>();
    private final GroupColumns groups = new GroupColumns();
    private @Nullable Difference difference;

    private TreeComparison() {}

    /**
     * A place where two trees differ.
     *
     * @param path the way to it from the root: node types, field names and positions in lists
     * @param left what the first tree has there, in short
     * @param right what the second tree has there, in short
     */
    public record Difference(String path, String left, String right) {

        @Override
        public String toString() {
            return path + ": " + left + " <> " + right;
        }
    }

    /**
     * Compares two trees.
     *
     * @param left one tree
     * @param right the other
     * @return the first difference in the order of the text, or nothing when they are the same query
     */
    public static Optional<Difference> compare(NodeTree left, NodeTree right) {
        TreeComparison comparison = new TreeComparison();
        comparison.run(new Pair(null, left, right, null));
        return Optional.ofNullable(comparison.difference);
    }

    /** Whether two expressions of one query are the same. */
    static boolean areSame(Node query, NodeTree left, NodeTree right) {
        TreeComparison comparison = new TreeComparison();
        comparison.run(new Pair(null, left, right, new Queries(query, query, null)));
        return comparison.difference == null;
    }

    private void run(Pair pair) {
        open.push(pair);
        while (difference == null && !open.isEmpty()) {
            compare(open.pop());
        }
    }

    private void compare(Pair written) {
        Pair pair = new Pair(
                written.path(), Normalization.of(written.left()), Normalization.of(written.right()), written.around());
        if (pair.left() instanceof Node left
                && pair.right() instanceof Node right
                && left.tag().equals(right.tag())) {
            nodes(left, right, pair);
        } else if (pair.left() instanceof NodeList left
                && pair.right() instanceof NodeList right
                && left.kind().equals(right.kind())
                && left.elements().size() == right.elements().size()) {
            elements(left.elements(), right.elements(), pair);
        } else if (!atomsEqual(pair.left(), pair.right())) {
            differ(pair);
        }
    }

    private static boolean atomsEqual(NodeTree left, NodeTree right) {
        return (left instanceof Atom || left instanceof NodeTree.Null) && left.equals(right);
    }

    private void elements(List<NodeTree> left, List<NodeTree> right, Pair list) {
        for (int i = left.size() - 1; i >= 0; i--) {
            open.push(new Pair(new Path("[" + i + "]", list.path()), left.get(i), right.get(i), list.around()));
        }
    }

    private void nodes(Node left, Node right, Pair pair) {
        Path path = new Path(left.tag(), pair.path());
        Queries around = left.tag().equals("QUERY") ? new Queries(left, right, pair.around()) : pair.around();
        if (!left.fields().keySet().equals(right.fields().keySet())) {
            differ(pair);
            return;
        }
        for (String field : List.copyOf(left.fields().keySet()).reversed()) {
            if (!IGNORED.contains(field)) {
                Pair values = new Pair(new Path(field, path), left.field(field), right.field(field), around);
                field(left, right, field, values);
            }
        }
    }

    private void field(Node left, Node right, String field, Pair values) {
        switch (left.tag() + "." + field) {
            case "RANGETBLENTRY.ctename" ->
                open.push(new Pair(
                        values.path(),
                        ctePosition(left, values.around(), Side.LEFT),
                        ctePosition(right, values.around(), Side.RIGHT),
                        null));
            case "RANGETBLENTRY.eref" -> {} // compared with the range table
            case "COMMONTABLEEXPR.ctename" -> {}
            case "QUERY.rtable" -> {
                open.push(new Pair(values.path(), rangeTable(left), rangeTable(right), values.around()));
                columnNames(left, right, values);
            }
            case "VAR.varno", "RANGETBLREF.rtindex", "JOINEXPR.rtindex", "ROWMARKCLAUSE.rti" ->
                open.push(new Pair(
                        values.path(),
                        rangeTableIndex(left, field, values.around(), Side.LEFT),
                        rangeTableIndex(right, field, values.around(), Side.RIGHT),
                        null));
            case "VAR.varattno" ->
                open.push(new Pair(
                        values.path(),
                        columnNumber(left, values.around(), Side.LEFT),
                        columnNumber(right, values.around(), Side.RIGHT),
                        null));
            case "RANGETBLENTRY.groupexprs" ->
                open.push(new Pair(
                        values.path(),
                        groups.distinct(
                                left, Objects.requireNonNull(values.around()).left()),
                        groups.distinct(
                                right, Objects.requireNonNull(values.around()).right()),
                        values.around()));
            default -> open.push(values);
        }
    }

    /** The number of a column; PostgreSQL 18 has an item of its own for what is grouped by, in which equal expressions count as one. */
    private NodeTree columnNumber(Node variable, @Nullable Queries around, Side side) {
        Queries queries = enclosing(around, variable.number("varlevelsup"));
        return queries == null
                ? variable.field("varattno")
                : groups.column(variable, side == Side.LEFT ? queries.left() : queries.right());
    }

    /**
     * The column names of an item matter when they are those of the whole query, or when a value has them: the item's whole row. All other
     * references are by number.
     */
    private void columnNames(Node left, Node right, Pair rangeTables) {
        List<RangeTableEntry> leftEntries = new QueryTree(left).rangeTable();
        List<RangeTableEntry> rightEntries = new QueryTree(right).rangeTable();
        boolean outermost = rangeTables.around() == null || rangeTables.around().outer() == null;
        int number = RangeTableEntry.ruleEntries(left);
        for (int i = 0; i < Math.min(leftEntries.size(), rightEntries.size()); i++) {
            number++;
            List<String> names = leftEntries.get(i).columnNames();
            List<String> others = rightEntries.get(i).columnNames();
            if (!names.equals(others) && (outermost || WholeRows.contain(left, number))) {
                open.push(new Pair(
                        new Path("column names", new Path("[" + i + "]", rangeTables.path())),
                        new Atom(String.join(", ", names)),
                        new Atom(String.join(", ", others)),
                        null));
            }
        }
    }

    private enum Side {
        LEFT,
        RIGHT
    }

    /** A CTE reference as the position of the CTE in the list of the query that it belongs to. */
    private static NodeTree ctePosition(Node entry, @Nullable Queries around, Side side) {
        String name = entry.text("ctename");
        if (name.isEmpty()) {
            return entry.field("ctename");
        }
        Queries queries = enclosing(around, entry.number("ctelevelsup"));
        if (queries == null) {
            // A query around the expressions that are compared.
            return new Atom("CTE " + name + " " + entry.text("ctelevelsup") + " levels up");
        }
        List<Node> ctes = (side == Side.LEFT ? queries.left() : queries.right()).nodes("cteList");
        for (int i = 0; i < ctes.size(); i++) {
            if (ctes.get(i).text("ctename").equals(name)) {
                return new Atom("CTE " + i);
            }
        }
        return new Atom("no CTE " + name);
    }

    /** The range table without OLD and NEW; an empty list is a null pointer. */
    private static NodeTree rangeTable(Node query) {
        int skipped = RangeTableEntry.ruleEntries(query);
        if (skipped == 0 || !(query.field("rtable") instanceof NodeList entries)) {
            return query.field("rtable");
        }
        List<NodeTree> rest =
                entries.elements().subList(skipped, entries.elements().size());
        return rest.isEmpty() ? NodeTree.Null.NULL : new NodeList(entries.kind(), rest);
    }

    /** The number of a range table entry, not counting OLD and NEW of its query. */
    private static NodeTree rangeTableIndex(Node node, String field, @Nullable Queries around, Side side) {
        Queries queries = enclosing(around, node.number("varlevelsup"));
        if (queries == null) {
            return node.field(field);
        }
        int skipped = RangeTableEntry.ruleEntries(side == Side.LEFT ? queries.left() : queries.right());
        return new Atom(String.valueOf(node.number(field) - skipped));
    }

    private static @Nullable Queries enclosing(@Nullable Queries around, long levels) {
        Queries queries = around;
        for (long level = levels; level > 0 && queries != null; level--) {
            queries = queries.outer();
        }
        return queries;
    }

    private void differ(Pair pair) {
        StringBuilder path = new StringBuilder();
        for (Path step = pair.path(); step != null; step = step.outer()) {
            path.insert(0, (step.step().startsWith("[") ? "" : "/") + step.step());
        }
        difference = new Difference(path.toString(), summary(pair.left()), summary(pair.right()));
    }

    private static String summary(NodeTree tree) {
        return switch (tree) {
            case NodeTree.Null none -> "nothing";
            case Atom atom ->
                atom.text().length() <= SUMMARY_LENGTH
                        ? atom.text()
                        : atom.text().substring(0, SUMMARY_LENGTH) + " ...";
            case NodeList list -> list.elements().size() + " elements";
            case Node node -> node.tag();
        };
    }
}
