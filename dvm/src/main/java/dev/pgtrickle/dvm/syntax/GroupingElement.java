package dev.pgtrickle.dvm.syntax;

import java.util.List;

/** One element of GROUP BY. */
public sealed interface GroupingElement {

    /**
     * One expression.
     *
     * @param expression the grouping key
     */
    record Key(Expression expression) implements GroupingElement {}

    /**
     * Several expressions that are grouped by together, or none for the grand total.
     *
     * @param keys the grouping keys
     */
    record KeyList(List<Expression> keys) implements GroupingElement {

        /** Copies the list. */
        public KeyList {
            keys = List.copyOf(keys);
        }
    }

    /**
     * ROLLUP, CUBE or GROUPING SETS.
     *
     * @param kind which of the three
     * @param elements what stands in the parentheses
     */
    record Sets(Kind kind, List<GroupingElement> elements) implements GroupingElement {

        /** Copies the list. */
        public Sets {
            elements = List.copyOf(elements);
        }

        /** The constructs that make grouping sets. */
        public enum Kind {
            ROLLUP("ROLLUP"),
            CUBE("CUBE"),
            GROUPING_SETS("GROUPING SETS ");

            private final String words;

            Kind(String words) {
                this.words = words;
            }

            String words() {
                return words;
            }
        }
    }
}
