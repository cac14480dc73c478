package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;

/** Hands out the numbers of one compilation: column ids and scan numbers. */
final class ColumnIds {

    /** Common table expressions and views that use each other twice double with every step. */
    private static final int MOST_LEAVES = 1000;

    private int columns;
    private int leaves;

    ColumnId next() {
        return new ColumnId(++columns);
    }

    int nextLeaf() {
        if (++leaves > MOST_LEAVES) {
            throw NotMaintainable.because(
                    "A query that reads tables more than " + MOST_LEAVES
                            + " times, counting common table expressions and views as often as they are used,",
                    "is not maintained incrementally",
                    "Make a stream table of what is used often.");
        }
        return leaves;
    }
}
