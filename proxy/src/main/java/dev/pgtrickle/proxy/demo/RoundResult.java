package dev.pgtrickle.proxy.demo;

/**
 * What a round meant for one stream table.
 *
 * @param table the stream table
 * @param rows how many of its rows changed
 * @param refreshes how often it was refreshed; the engine follows each commit, unless the next one overtakes it
 * @param refreshMillis what a refresh took, on average
 * @param recomputeMillis what computing it anew takes
 * @param differences how many rows differ from the query right now
 */
record RoundResult(
        StreamTableState table,
        double rows,
        double refreshes,
        double refreshMillis,
        double recomputeMillis,
        long differences) {

    /** How many times quicker a refresh was. */
    double ratio() {
        return recomputeMillis / refreshMillis;
    }
}
