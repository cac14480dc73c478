package dev.pgtrickle.conformance.fuzz.play;

import java.util.List;

/** What came of a case. */
public sealed interface Outcome {

    /**
     * The stream tables were maintained incrementally and were exact at every look.
     *
     * @param immediate why there was no IMMEDIATE stream table, or nothing
     * @param recomputed the reasons of refreshes that recomputed everything
     */
    record Exact(String immediate, List<String> recomputed) implements Outcome {}

    /**
     * The query is not maintained incrementally.
     *
     * @param reason what is said about it
     */
    record Full(String reason) implements Outcome {}

    /**
     * The case says nothing: the query itself fails or takes too long.
     *
     * @param reason what happened
     */
    record Skipped(String reason) implements Outcome {}

    /**
     * Something is wrong.
     *
     * @param failure what
     */
    record Failed(Failure failure) implements Outcome {}
}
