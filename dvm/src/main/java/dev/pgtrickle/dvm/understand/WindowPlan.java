package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.syntax.Frame;
import dev.pgtrickle.dvm.syntax.Frame.Exclusion;
import dev.pgtrickle.dvm.syntax.Frame.FixedBound;
import dev.pgtrickle.dvm.understand.WindowSpecification.FrameText;
import dev.pgtrickle.dvm.understand.WindowSpecification.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a window function is computed so that its result is a function of the bag of rows: maintenance computes it twice, and what SQL leaves to
 * chance has to come out the same both times.
 *
 * <p>Where the order of peers matters, further sort keys break ties; the result is one of those that the query may have. Frames whose ends are
 * defined by peers are written as frames of rows where that is the same, and a running value with RANGE or GROUPS is that of the last peer:
 *
 * <pre>
 * before: f(x) OVER (PARTITION BY p ORDER BY o)
 * after:  v := f(x) OVER (PARTITION BY p ORDER BY o, ties ROWS UNBOUNDED PRECEDING)
 *         last_value(v) OVER (PARTITION BY p, o ORDER BY ties ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
 * </pre>
 *
 * @param own the window of the function
 * @param lastPeer the window in which the last value of that is taken; nothing where the function's value is the result
 */
record WindowPlan(WindowSpecification own, Optional<WindowSpecification> lastPeer) {

    private static final FrameText ALL_ROWS =
            FrameText.rows(FixedBound.UNBOUNDED_PRECEDING, FixedBound.UNBOUNDED_FOLLOWING, Exclusion.NO_OTHERS);
    private static final FrameText ROWS_SO_FAR =
            FrameText.rows(FixedBound.UNBOUNDED_PRECEDING, FixedBound.CURRENT_ROW, Exclusion.NO_OTHERS);
    private static final FrameText ROWS_FROM_HERE =
            FrameText.rows(FixedBound.CURRENT_ROW, FixedBound.UNBOUNDED_FOLLOWING, Exclusion.NO_OTHERS);

    /**
     * Plans a call.
     *
     * @param kind what the function looks at
     * @param window the window as it is written
     * @param ties sort keys that leave no ties; empty when the window's own do not leave any
     * @return the plan; nothing when the result would be left to chance
     */
    static Optional<WindowPlan> of(WindowFunctionKind kind, WindowSpecification window, List<SortKey> ties) {
        FrameText frame = window.frame().orElse(WindowSpecification.DEFAULT_FRAME);
        return switch (kind) {
            case RANK -> plan(window, window.order(), Optional.empty());
            case POSITION -> plan(window, broken(window, ties), Optional.empty());
            case COMMUTATIVE ->
                frame.frame().mode() != Frame.Mode.ROWS || coversAll(window, frame)
                        ? plan(window, window.order(), window.frame())
                        : ordered(kind, window, frame, ties);
            case FIRST_VALUE, LAST_VALUE, ORDERED -> ordered(kind, window, frame, ties);
            case UNKNOWN -> Optional.empty();
        };
    }

    /** Whether rows that cannot be told apart may have different values, because one comes before the other. */
    boolean dependsOnTies(WindowFunctionKind kind) {
        boolean someRows = own.frame()
                .filter(f -> f.frame().mode() == Frame.Mode.ROWS)
                .filter(f -> !f.isBetween(FixedBound.UNBOUNDED_PRECEDING, FixedBound.UNBOUNDED_FOLLOWING))
                .isPresent();
        return lastPeer.isEmpty() && (kind == WindowFunctionKind.POSITION || someRows);
    }

    /** Whether the frame leaves out peers, so that a further sort key would mean something else. */
    boolean looksAtPeers() {
        return own.frame()
                .map(f -> f.frame().exclusion())
                .filter(e -> e == Exclusion.GROUP || e == Exclusion.TIES)
                .isPresent();
    }

    private static Optional<WindowPlan> ordered(
            WindowFunctionKind kind, WindowSpecification window, FrameText frame, List<SortKey> ties) {
        if (ties.isEmpty()) {
            return plan(window, window.order(), window.frame());
        }
        List<SortKey> broken = broken(window, ties);
        Exclusion exclusion = frame.frame().exclusion();
        if (exclusion == Exclusion.GROUP || exclusion == Exclusion.TIES) {
            return Optional.empty();
        }
        if (frame.frame().mode() == Frame.Mode.ROWS) {
            return plan(window, broken, window.frame());
        }
        if (coversAll(window, frame)) {
            return plan(
                    window,
                    broken,
                    Optional.of(
                            FrameText.rows(FixedBound.UNBOUNDED_PRECEDING, FixedBound.UNBOUNDED_FOLLOWING, exclusion)));
        }
        if (exclusion != Exclusion.NO_OTHERS) {
            return Optional.empty();
        }
        boolean soFar = frame.isBetween(FixedBound.UNBOUNDED_PRECEDING, FixedBound.CURRENT_ROW);
        if (kind == WindowFunctionKind.FIRST_VALUE && soFar) {
            return plan(window, broken, Optional.of(ALL_ROWS));
        }
        if (kind == WindowFunctionKind.LAST_VALUE
                && frame.isBetween(FixedBound.CURRENT_ROW, FixedBound.UNBOUNDED_FOLLOWING)) {
            return plan(window, broken, Optional.of(ALL_ROWS));
        }
        boolean peersAreEqual = window.order().stream().allMatch(SortKey::usual);
        return soFar && peersAreEqual ? ofLastPeer(window, broken, ties) : Optional.empty();
    }

    private static Optional<WindowPlan> ofLastPeer(
            WindowSpecification window, List<SortKey> broken, List<SortKey> ties) {
        WindowSpecification own = new WindowSpecification(window.partition(), broken, Optional.of(ROWS_SO_FAR));
        List<dev.pgtrickle.dvm.algebra.Scalar> peers = new ArrayList<>(window.partition());
        window.order().forEach(o -> peers.add(o.value()));
        return Optional.of(
                new WindowPlan(own, Optional.of(new WindowSpecification(peers, ties, Optional.of(ROWS_FROM_HERE)))));
    }

    /** Whether every row of a partition has all its rows in the frame, but for an exclusion. */
    private static boolean coversAll(WindowSpecification window, FrameText frame) {
        if (frame.isBetween(FixedBound.UNBOUNDED_PRECEDING, FixedBound.UNBOUNDED_FOLLOWING)) {
            return true;
        }
        // Without ORDER BY all rows are peers, and the peers of the current row are in the frame with it.
        return window.order().isEmpty()
                && frame.frame().mode() != Frame.Mode.ROWS
                && frame.frame().start() instanceof FixedBound
                && frame.end() instanceof FixedBound;
    }

    private static List<SortKey> broken(WindowSpecification window, List<SortKey> ties) {
        List<SortKey> order = new ArrayList<>(window.order());
        order.addAll(ties);
        return order;
    }

    private static Optional<WindowPlan> plan(
            WindowSpecification window, List<SortKey> order, Optional<FrameText> frame) {
        return Optional.of(new WindowPlan(new WindowSpecification(window.partition(), order, frame), Optional.empty()));
    }
}
