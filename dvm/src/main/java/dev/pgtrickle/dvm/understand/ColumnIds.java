package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;

/** Hands out the numbers of one compilation: column ids and scan numbers. */
final class ColumnIds {

    private int columns;
    private int leaves;

    ColumnId next() {
        return new ColumnId(++columns);
    }

    int nextLeaf() {
        return ++leaves;
    }
}
