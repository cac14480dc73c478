package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Node;
import java.util.Optional;

/**
 * An entry of a query's target list.
 *
 * @param node the {@code TARGETENTRY} node
 */
public record TargetEntry(Node node) {

    /**
     * The expression of the entry.
     *
     * @return the topmost node of the expression
     */
    public Node expression() {
        if (node.field("expr") instanceof Node expression) {
            return expression;
        }
        throw new IllegalStateException("a target entry without expression");
    }

    /**
     * The type of the expression.
     *
     * @return its type as far as its topmost node tells
     */
    public Optional<ResultType> type() {
        return ResultType.of(expression());
    }

    /**
     * The name of the output column.
     *
     * @return the name, empty for none
     */
    public String name() {
        return node.text("resname");
    }

    /**
     * Whether the entry only serves ORDER BY, GROUP BY or the like.
     *
     * @return true when it is not an output column
     */
    public boolean isJunk() {
        return node.truth("resjunk");
    }
}
