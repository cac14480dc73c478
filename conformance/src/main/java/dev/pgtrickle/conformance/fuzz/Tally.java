package dev.pgtrickle.conformance.fuzz;

import dev.pgtrickle.conformance.fuzz.play.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what came of cases. */
public final class Tally {

    private static final int REASONS = 15;
    private static final int REASON_LENGTH = 150;

    private int exact;
    private int recomputed;
    private int full;
    private int skipped;
    private int failed;
    private int withoutImmediate;
    private final Map<String, Integer> reasons = new HashMap<>();

    /** Counts one more. */
    void add(Outcome outcome) {
        switch (outcome) {
            case Outcome.Exact(String immediate, List<String> refreshes) -> {
                exact++;
                recomputed += refreshes.size();
                refreshes.forEach(why -> reason("refresh in full", why));
                if (!immediate.isEmpty()) {
                    withoutImmediate++;
                    reason("not IMMEDIATE", immediate);
                }
            }
            case Outcome.Full(String why) -> {
                full++;
                reason("FULL", why);
            }
            case Outcome.Skipped(String why) -> {
                skipped++;
                reason("skipped", why);
            }
            case Outcome.Failed failure -> {
                failed++;
                reason("failed", failure.failure().kind().toString());
            }
        }
    }

    private void reason(String what, String why) {
        String line = why.lines().findFirst().orElse("");
        reasons.merge(what + ": " + line.substring(0, Math.min(REASON_LENGTH, line.length())), 1, Integer::sum);
    }

    /**
     * How many cases were run.
     *
     * @return all of them
     */
    public int cases() {
        return exact + full + skipped + failed;
    }

    /**
     * How many cases failed.
     *
     * @return a number
     */
    public int failed() {
        return failed;
    }

    /**
     * The share of cases whose query is not maintained incrementally, among those that say something.
     *
     * @return from 0 to 1
     */
    public double shareOfFull() {
        return full / (double) Math.max(1, exact + full + failed);
    }

    /**
     * The share of cases that say nothing.
     *
     * @return from 0 to 1
     */
    public double shareOfSkipped() {
        return skipped / (double) Math.max(1, cases());
    }

    /** The counts, and the most frequent reasons. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                "%d cases: %d exact (%d of them not in mode IMMEDIATE, %d refreshes in full), %d FULL, %d skipped, %d failed"
                        .formatted(cases(), exact, withoutImmediate, recomputed, full, skipped, failed));
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(REASONS)
                .forEach(e -> text.append("%n%6d %s".formatted(e.getValue(), e.getKey())));
        return text.toString();
    }
}
