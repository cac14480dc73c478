package dev.pgtrickle.dvm.syntax;

import java.util.List;

/**
 * The GROUP BY clause.
 *
 * @param quantifier DISTINCT removes duplicate grouping sets
 * @param elements the elements, combined as a cross product (manual, "GROUPING SETS, CUBE, and ROLLUP")
 */
public record GroupBy(Quantifier quantifier, List<GroupingElement> elements) {

    /** Copies the list. */
    public GroupBy {
        elements = List.copyOf(elements);
    }
}
