package dev.pgtrickle.conformance.fuzz.query;

/** Which rows of a SELECT are shown. */
public sealed interface Distinctness {

    /** Each row. */
    record EachRow() implements Distinctness {}

    /** Each of several equal rows once. */
    record Distinct() implements Distinctness {}

    /**
     * Of the rows that agree in the first columns the first, ordered by all columns.
     *
     * @param columns how many columns have to agree
     * @param direction how the first column is sorted
     */
    record On(int columns, String direction) implements Distinctness {}
}
