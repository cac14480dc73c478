package dev.pgtrickle.proxy.demo;

/**
 * What a round meant for one stream table.
 *
 * @param table the stream table
 * @param rows how many of its rows changed
 * @param refreshMillis what its refreshes took
 * @param recomputeMillis what computing it anew takes
 * @param differences how many rows differ from the query right now
 */
record RoundResult(
        StreamTableState table, double rows, double refreshMillis, double recomputeMillis, long differences) {

    /** How many times quicker the refresh was. */
    double ratio() {
        return recomputeMillis / refreshMillis;
    }
}
