package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Relation.Window.WindowCall;
import dev.pgtrickle.dvm.algebra.Running;
import dev.pgtrickle.dvm.algebra.Running.SortColumn;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.List;
import java.util.Optional;

/**
 * The rule for window functions that look at no rows behind the current one and its peers: ranks, row numbers, running values and frames that look
 * back. Others are left to the {@link PartitionRule}.
 *
 * <p>Law: let {@code R|k≥o} be the rows of partition k from sort key o on, and o the first one in the order of the window that a row of
 * {@code ΔR|k} has, old or new. If f at a row is a function of the rows up to it and its peers, then
 *
 * <pre>
 * Δf(R) = Σ over k in keys(ΔR) of f(R|k)≥o - f(R'|k)≥o
 * </pre>
 *
 * because the rows before o are the same in both. For these f, the values from o on need the rows before o only for what they amount to (a
 * {@linkplain Running.Seed seed}: how many there are, what they add up to), and for the last n of them:
 *
 * <pre>
 * f(R|k)≥o = merge(seed(R|k&lt;m), f(R|k≥m))≥o      with m the sort key of the nth row before o
 * </pre>
 *
 * Rows from m to before o come out the same with and without the change, whatever comes out, and cancel out. Only the first sort key is looked at:
 * rows with an equal one are all computed again, so that neither further keys nor the order of ties matter.
 *
 * <p>Before: {@code sum(x) over (partition by g order by t)}, R = {(t=1, x=2), (t=2, x=3), (t=3, x=4)}, ΔR = {(t=3, x=4, +1)}. After: with o = 3
 * and the seed 5, Δf = {(t=3, x=4, sum=9, +1)}, for which of the other rows nothing but their sum is read.
 *
 * <p>State: none. An index on the partition columns and the sort key finds the rows from o on without reading those before, and a seed is looked up
 * in the last stored row before if that is stored: see {@link dev.pgtrickle.dvm.emit.LastRows}. So is m, without which the partition is computed as
 * a whole if n is not zero: to find m without an index would be to read the table for each partition.
 */
final class SuffixRule {

    /** A property of the Java machine that leaves all windows to the {@link PartitionRule}: tests compare the two. */
    private static final String OFF = "pgtrickle.whole_partitions";

    private SuffixRule() {}

    static Delta of(Window window, Differentiator differentiator) {
        return suffix(window)
                .filter(s -> !Boolean.getBoolean(OFF))
                .<Delta>map(s -> new Delta.Continued(window, s, differentiator.differentiate(window.input())))
                .orElseGet(() -> PartitionRule.of(window, differentiator));
    }

    /** What all the calls of a window have in common; nothing if one of them may look at all rows. */
    private static Optional<Delta.Suffix> suffix(Window window) {
        List<Running> running = window.calls().stream()
                .map(WindowCall::running)
                .flatMap(Optional::stream)
                .toList();
        List<SortColumn> orders =
                running.stream().map(Running::first).distinct().toList();
        boolean plain = window.partition().stream().allMatch(SuffixRule::isColumn);
        return running.size() == window.calls().size() && orders.size() == 1 && plain
                ? Optional.of(new Delta.Suffix(
                        orders.getFirst(),
                        running.stream().mapToInt(Running::lookback).max().orElse(0)))
                : Optional.empty();
    }

    private static boolean isColumn(Scalar key) {
        return key.atomic() && key.terms().getFirst() instanceof Scalar.Reference;
    }
}
