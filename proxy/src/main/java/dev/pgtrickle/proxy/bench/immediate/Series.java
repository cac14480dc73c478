package dev.pgtrickle.proxy.bench.immediate;

import dev.pgtrickle.proxy.bench.BenchReport;
import dev.pgtrickle.proxy.bench.immediate.Slice.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What was measured of one upkeep on one way, round by round. */
final class Series {

    private final List<Double> transactions = new ArrayList<>();
    private final List<Double> shares = new ArrayList<>();
    private final List<Double> reads = new ArrayList<>();
    private long failed;

    /**
     * A round.
     *
     * @param outcome what was seen
     * @param none how many transactions a second there were in this round without upkeep
     */
    void add(Outcome outcome, double none) {
        transactions.add(outcome.transactions());
        shares.add(outcome.transactions() / none);
        reads.addAll(outcome.readMilliseconds());
        failed += outcome.retries();
    }

    /** Transactions a second. */
    List<Double> transactions() {
        return transactions;
    }

    /** Their shares of those without upkeep in the same round. */
    List<Double> shares() {
        return shares;
    }

    /** Milliseconds of reads. */
    List<Double> reads() {
        return reads;
    }

    /** How many transactions failed because of others. */
    long failed() {
        return failed;
    }

    /** The median of one of them. */
    static double median(List<Double> values) {
        return values.isEmpty()
                ? Double.NaN
                : BenchReport.median(
                        values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
