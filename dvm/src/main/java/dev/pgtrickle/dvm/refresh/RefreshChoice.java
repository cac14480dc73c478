package dev.pgtrickle.dvm.refresh;

import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Decides, before a refresh in mode AUTO, whether changes are applied or the contents recomputed: by what either took before.
 *
 * <p>Applying n changes is expected to take {@code delta_ms + n · delta_row_ms}, as learned from earlier refreshes; recomputing what it took last
 * time. Without a measurement for many changes, more than
 * {@value #MANY}, if they are more than {@value #MUCH} of the sources' rows, are recomputed: applying a change costs as much as recomputing from 20 to
 * 70 rows did for the queries of TPC-H. What would save less than {@value #WORTHWHILE_MS} ms is not worth a change of mode, or {@value
 * #WORTHWHILE_FOR_MANY_MS} ms where there are more than {@value #MANY} changes. Applying more than {@value #MANY} changes is given up when it takes as long as
 * recomputing took, which is done then and counts as a measurement of twice that time. After {@value #TRY_AGAIN} recomputations in a row, more where the query itself is asked, changes are applied once again, to
 * learn whether things have changed.
 *
 * @param fullMs what recomputing took last, in milliseconds; null when it is not known
 * @param byQueryMs what it took last when only what users see was computed, by the query itself; null when it is not known, or not possible
 * @param deltaMs what applying few changes takes; null when it is not known
 * @param deltaRowMs what each further change adds; null when it is not known
 * @param fullInARow how often the contents were recomputed since changes were last applied
 * @param samples how many refreshes were measured
 * @param sourceRows the estimated number of rows of all sources, 0 when it is not known
 */
record RefreshChoice(
        @Nullable Double fullMs,
        @Nullable Double byQueryMs,
        @Nullable Double deltaMs,
        @Nullable Double deltaRowMs,
        int fullInARow,
        int samples,
        double sourceRows) {

    static final double MUCH = 0.05;
    static final double WORTHWHILE_MS = 50;
    static final double WORTHWHILE_FOR_MANY_MS = 5;
    static final int MANY = 1000;
    static final double SHORTER = 0.8;
    static final int TRY_AGAIN = 20;

    /** The first refreshes of a session have to plan their statements, and are no measure of what follows, but of many changes. */
    static final int ENOUGH_SAMPLES = 3;

    /**
     * What was decided.
     *
     * @param recompute whether the contents are recomputed
     * @param why a sentence with the numbers
     */
    record Decision(boolean recompute, String why) {}

    Decision of(long changes) {
        Double shortest = shortestMs();
        if (shortest == null) {
            return new Decision(
                    false,
                    String.format(Locale.ROOT, "DIFFERENTIAL: %d changes; recomputing was not measured yet", changes));
        }
        if (deltaMs == null && deltaRowMs == null || changes > 100 && deltaRowMs == null) {
            boolean much =
                    changes > MANY && sourceRows > 0 && changes > MUCH * sourceRows && shortest > worthwhile(changes);
            return new Decision(
                    much,
                    String.format(
                            Locale.ROOT,
                            "%s: %d changes of about %.0f rows; applying so many was not measured yet",
                            much ? "FULL" : "DIFFERENTIAL",
                            changes,
                            sourceRows));
        }
        double expected = (deltaMs == null ? 0 : deltaMs) + changes * (deltaRowMs == null ? 0 : deltaRowMs);
        boolean measured = samples >= ENOUGH_SAMPLES || changes > MANY && deltaRowMs != null;
        boolean slower = measured && expected > shortest + worthwhile(changes);
        if (slower && fullInARow >= tryAgain()) {
            return new Decision(
                    false,
                    String.format(
                            Locale.ROOT, "DIFFERENTIAL: once again after %d recomputations, to measure", fullInARow));
        }
        return new Decision(
                slower,
                String.format(
                        Locale.ROOT,
                        "%s: %d changes expected to take %.1f ms, recomputing %.1f ms",
                        slower ? "FULL" : "DIFFERENTIAL",
                        changes,
                        expected,
                        shortest));
    }

    /** To learn takes computing with state twice, before and after: that must not take more than a tenth of what happens meanwhile. */
    private double tryAgain() {
        return fullMs == null || byQueryMs == null ? TRY_AGAIN : TRY_AGAIN * Math.max(1, fullMs / byQueryMs);
    }

    private @Nullable Double shortestMs() {
        if (fullMs == null || byQueryMs == null) {
            return fullMs == null ? byQueryMs : fullMs;
        }
        return Math.min(fullMs, byQueryMs);
    }

    /**
     * Whether recomputing is to leave it at what users see, where that is possible: at first if there are parts, which take more than the query, or when
     * changes were not applied since the contents were recomputed before; and then if it was that much faster.
     *
     * @param parts whether there are intermediate results
     * @return whether what applying changes needs is left out
     */
    boolean leavesStateOut(boolean parts) {
        if (byQueryMs == null) {
            return parts || fullInARow > 0;
        }
        return fullMs == null || byQueryMs < SHORTER * fullMs;
    }

    /**
     * How long applying changes may take before it is given up and the contents are recomputed: about what recomputing takes, for a plan for many
     * changes that goes wrong goes wrong without bound.
     *
     * @param changes how many
     * @return milliseconds; nothing for few changes, whose plan does not depend on guesses, and when it is not known what recomputing takes
     */
    OptionalDouble budget(long changes) {
        Double shortest = shortestMs();
        return shortest == null || changes <= MANY
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(shortest, WORTHWHILE_FOR_MANY_MS));
    }

    private static double worthwhile(long changes) {
        return changes > MANY ? WORTHWHILE_FOR_MANY_MS : WORTHWHILE_MS;
    }

    /**
     * What is said of a refresh that exceeded its budget.
     *
     * @param changes how many
     * @param after the budget in milliseconds
     * @return a sentence with the numbers
     */
    String afterGivingUp(long changes, double after) {
        return String.format(
                Locale.ROOT,
                "FULL: applying %d changes was given up after %.1f ms, recomputing was expected to take %.1f ms",
                changes,
                after,
                shortestMs());
    }
}
