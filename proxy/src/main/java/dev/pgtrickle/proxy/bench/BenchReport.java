package dev.pgtrickle.proxy.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What was measured.
 *
 * @param workloads one entry per kind of statement
 */
public record BenchReport(List<Measured> workloads) {

    /** Keeps its own copy. */
    public BenchReport {
        workloads = List.copyOf(workloads);
    }

    /**
     * One kind of statement.
     *
     * @param title what it is
     * @param rounds one entry per round, in order
     */
    public record Measured(String title, List<Round> rounds) {

        /** Keeps its own copy. */
        public Measured {
            rounds = List.copyOf(rounds);
        }

        /**
         * The medians of the rounds; their ratio is the median of the rounds' ratios.
         *
         * @return a round like none that was measured
         */
        public Summary median() {
            return new Summary(
                    BenchReport.median(
                            rounds.stream().mapToDouble(Round::direct).toArray()),
                    BenchReport.median(
                            rounds.stream().mapToDouble(Round::proxied).toArray()),
                    BenchReport.median(rounds.stream().mapToDouble(Round::ratio).toArray()));
        }
    }

    /**
     * Median latencies of one round.
     *
     * @param direct without the proxy, in microseconds
     * @param proxied through the proxy, in microseconds
     */
    public record Round(double direct, double proxied) {

        /**
         * How much longer a statement takes through the proxy.
         *
         * @return 1 when it makes no difference
         */
        public double ratio() {
            return proxied / direct;
        }
    }

    /**
     * Medians over rounds.
     *
     * @param direct without the proxy, in microseconds
     * @param proxied through the proxy, in microseconds
     * @param ratio of proxied to direct within a round
     */
    public record Summary(double direct, double proxied, double ratio) {}

    /**
     * The median.
     *
     * @param values at least one value, in any order
     * @return the middle one, or the mean of the two in the middle
     */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
