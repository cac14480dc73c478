package dev.pgtrickle.dvm.nodetree;

import dev.pgtrickle.dvm.nodetree.NodeTree.Node;

/** What a query in an expression is for, in the order of the server's {@code SubLinkType}. */
public enum SubLinkType {
    EXISTS,
    ALL,
    ANY,
    ROWCOMPARE,
    EXPR,
    MULTIEXPR,
    ARRAY,
    CTE;

    static SubLinkType of(Node subLink) {
        return values()[(int) subLink.number("subLinkType")];
    }
}
