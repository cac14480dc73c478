package dev.pgtrickle.conformance.fuzz.query;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A part of a query that has an SQL text. */
public sealed interface Node permits Query, FromItem, Expr {

    /**
     * The text as it stands in a query.
     *
     * @return SQL
     */
    String sql();

    /**
     * The parts just below.
     *
     * @return parts in the order of the text
     */
    List<Node> children();

    /**
     * The same part with other parts below.
     *
     * @param change what becomes of each child; it keeps the kind of the child
     * @return the changed part
     */
    Node mapChildren(UnaryOperator<Node> change);

    /**
     * This part and everything below.
     *
     * @return parts, outer ones first
     */
    default Stream<Node> all() {
        return Stream.concat(Stream.of(this), children().stream().flatMap(Node::all));
    }

    /**
     * The part with one part exchanged wherever it stands: what is written twice, such as a grouping key, stays the same in both places.
     *
     * @param old what goes
     * @param other what stands there instead
     * @return the changed part
     */
    default Node replace(Node old, Node other) {
        return equals(old) ? other : mapChildren(child -> child.replace(old, other));
    }
}
