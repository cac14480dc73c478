package dev.pgtrickle.conformance.fuzz.query;

import java.util.List;

/** A query: what can stand in parentheses as a sub-query. */
public sealed interface Query extends Node permits Select, SetOperation, Rows, With {

    /**
     * The result columns.
     *
     * @return columns in order
     */
    List<Column> columns();

    /**
     * The query without one of its columns.
     *
     * @param index the number of the column, from 0; it is not the only one
     * @return the narrower query
     */
    Query withoutColumn(int index);
}
