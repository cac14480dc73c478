package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.delta.Delta.Factor;
import dev.pgtrickle.dvm.delta.Delta.Product;
import dev.pgtrickle.dvm.delta.Delta.Shared;
import dev.pgtrickle.dvm.delta.Delta.Sign;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rule for a join of which many inputs changed.
 *
 * <p>Law: let {@code Pi = R1⋈..⋈Ri} and {@code Di = ΔPi}. A join of two is bilinear, so with states of now only
 *
 * <pre>
 * Di = D(i-1)⋈Ri + P(i-1)⋈ΔRi - D(i-1)⋈ΔRi
 * </pre>
 *
 * A term with an unchanged factor vanishes. The number of terms is linear in n, where inclusion-exclusion has 2^n. Every {@code Di} is used
 * twice and therefore shared. The inputs are taken in an order in which each has a condition with an earlier one where possible, so that no
 * prefix is a cross product without need.
 *
 * <pre>
 * before: a ⋈ b ⋈ c ⋈ d, all changed        after: D2 = Δa⋈b + a⋈Δb - Δa⋈Δb,  D3 = D2⋈c + (a⋈b)⋈Δc - D2⋈Δc,  ...
 * </pre>
 *
 * State: none. See "engines.md" of the design, form F3, for measurements.
 */
final class NestedPrefix {

    private final Differentiator differentiator;
    private int shared;

    NestedPrefix(Differentiator differentiator) {
        this.differentiator = differentiator;
    }

    Delta of(Relation.Join join) {
        List<Relation> inputs = connectedOrder(join);
        List<Scalar> pending = new ArrayList<>(join.conditions());
        Set<ColumnId> available = new HashSet<>(inputs.getFirst().columns());
        List<Relation> prefix = new ArrayList<>(List.of(inputs.getFirst()));
        List<Scalar> prefixConditions = new ArrayList<>(takeCovered(pending, available));
        Delta delta = differentiator.differentiate(inputs.getFirst());
        if (!prefixConditions.isEmpty() && !(delta instanceof Delta.Nothing)) {
            delta = new Delta.Filtered(delta, List.copyOf(prefixConditions));
        }
        for (Relation next : inputs.subList(1, inputs.size())) {
            available.addAll(next.columns());
            List<Scalar> conditions = takeCovered(pending, available);
            delta = step(delta, new Prefix(List.copyOf(prefix), List.copyOf(prefixConditions)), next, conditions);
            prefix.add(next);
            prefixConditions.addAll(conditions);
        }
        return delta;
    }

    private record Prefix(List<Relation> relations, List<Scalar> conditions) {}

    /** One application of the law: {@code Di} from {@code D(i-1)}. */
    private Delta step(Delta before, Prefix prefix, Relation next, List<Scalar> conditions) {
        Delta nextDelta = differentiator.shared(next);
        boolean prefixChanged = !(before instanceof Delta.Nothing);
        boolean nextChanged = !(nextDelta instanceof Delta.Nothing);
        if (!prefixChanged && !nextChanged) {
            return before;
        }
        List<Delta> terms = new ArrayList<>();
        Delta d = prefixChanged && nextChanged ? share(before, prefix) : before;
        if (prefixChanged) {
            terms.add(new Product(Sign.PLUS, List.of(new Factor.Changed(d), new Factor.Current(next)), conditions));
        }
        if (nextChanged) {
            List<Factor> factors = new ArrayList<>();
            prefix.relations().forEach(r -> factors.add(new Factor.Current(r)));
            factors.add(new Factor.Changed(nextDelta));
            List<Scalar> all = new ArrayList<>(prefix.conditions());
            all.addAll(conditions);
            terms.add(new Product(Sign.PLUS, factors, all));
        }
        if (prefixChanged && nextChanged) {
            terms.add(
                    new Product(Sign.MINUS, List.of(new Factor.Changed(d), new Factor.Changed(nextDelta)), conditions));
        }
        return terms.size() == 1 ? terms.getFirst() : new Delta.Sum(terms);
    }

    private Delta share(Delta delta, Prefix prefix) {
        if (delta instanceof Delta.Changes || delta instanceof Shared) {
            return delta;
        }
        List<ColumnId> columns = prefix.relations().stream()
                .flatMap(r -> Differentiator.reachable(r).stream())
                .toList();
        return new Shared("prefix_" + ++shared, delta, columns);
    }

    private static List<Scalar> takeCovered(List<Scalar> pending, Set<ColumnId> available) {
        List<Scalar> covered =
                pending.stream().filter(c -> available.containsAll(c.columns())).toList();
        pending.removeAll(covered);
        return covered;
    }

    private static List<Relation> connectedOrder(Relation.Join join) {
        List<Relation> left = new ArrayList<>(join.inputs());
        List<Relation> order = new ArrayList<>(List.of(left.removeFirst()));
        Set<ColumnId> seen = new HashSet<>(order.getFirst().columns());
        while (!left.isEmpty()) {
            Relation next = left.stream()
                    .filter(candidate -> join.conditions().stream().anyMatch(c -> connects(c, seen, candidate)))
                    .findFirst()
                    .orElse(left.getFirst());
            left.remove(next);
            order.add(next);
            seen.addAll(next.columns());
        }
        return order;
    }

    private static boolean connects(Scalar condition, Set<ColumnId> seen, Relation candidate) {
        Set<ColumnId> columns = condition.columns();
        Set<ColumnId> reach = new HashSet<>(seen);
        reach.addAll(candidate.columns());
        return columns.stream().anyMatch(seen::contains)
                && columns.stream().anyMatch(candidate.columns()::contains)
                && reach.containsAll(columns);
    }
}
