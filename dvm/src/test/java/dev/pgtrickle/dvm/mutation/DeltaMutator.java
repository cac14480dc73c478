package dev.pgtrickle.dvm.mutation;

import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Running.SortColumn;
import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Delta.Factor;
import dev.pgtrickle.dvm.delta.Delta.Sign;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes every mistake in a delta that a rule could make at one place: a sign flipped, a term left out or taken twice, a factor read as it is now where its
 * changes belong or the other way round, a condition or a test forgotten, EXISTS for NOT EXISTS.
 */
final class DeltaMutator {

    private final List<Mutant> mutants = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();

    private DeltaMutator() {}

    /** All mutants of a delta. */
    static List<Mutant> mutantsOf(Delta delta) {
        DeltaMutator mutator = new DeltaMutator();
        mutator.visit(delta, d -> d);
        return mutator.mutants;
    }

    /** What stands at a place is replaced, and all around it stays. */
    private interface Place extends Function<Delta, Delta> {}

    private void visit(Delta delta, Place place) {
        switch (delta) {
            case Delta.Nothing nothing -> {}
            case Delta.Changes changes ->
                add("sign of Δ" + changes.scan().table().name().sql(), place, negated(delta));
            case Delta.Filtered filtered -> {
                for (int i = 0; i < filtered.conditions().size(); i++) {
                    add(
                            "without filter " + filtered.conditions().get(i),
                            place,
                            new Delta.Filtered(filtered.input(), without(filtered.conditions(), i)));
                }
                visit(filtered.input(), d -> place.apply(new Delta.Filtered(d, filtered.conditions())));
            }
            case Delta.Projected projected ->
                visit(projected.input(), d -> place.apply(new Delta.Projected(d, projected.projections())));
            case Delta.Sum sum -> sum(sum, place);
            case Delta.Product product -> product(product, place);
            case Delta.Shared shared -> {
                if (visited.add(shared.name())) {
                    visit(shared.value(), d -> SharedValue.replace(place.apply(shared), shared.name(), d));
                }
            }
            case Delta.Tested tested -> {
                add("test forgotten", place, tested.input());
                add("test turned round", place, new Delta.Tested(tested.input(), turned(tested.semijoin())));
                visit(tested.input(), d -> place.apply(new Delta.Tested(d, tested.semijoin())));
            }
            case Delta.Moved moved ->
                add(
                        "sign of the rows that time moves",
                        place,
                        new Delta.Moved(opposite(moved.sign()), moved.rows(), moved.conditions()));
            case Delta.Crossed crossed -> crossed(crossed, place);
            case Delta.Padded padded -> visit(padded.input(), d -> place.apply(new Delta.Padded(d, padded.nulls())));
            case Delta.Expanded expanded ->
                visit(expanded.input(), d -> place.apply(new Delta.Expanded(d, expanded.function())));
            case Delta.Recomputed recomputed -> {
                add("sign of the recomputed partitions", place, negated(delta));
                visit(recomputed.input(), d -> place.apply(new Delta.Recomputed(recomputed.operator(), d)));
            }
            case Delta.Continued continued -> {
                add("sign of the continued partitions", place, negated(delta));
                add(
                        "other end of the order",
                        place,
                        new Delta.Continued(continued.window(), turned(continued.suffix()), continued.input()));
                if (continued.suffix().lookback() > 0) {
                    add(
                            "no looking back",
                            place,
                            new Delta.Continued(
                                    continued.window(),
                                    new Delta.Suffix(continued.suffix().order(), 0),
                                    continued.input()));
                }
                visit(
                        continued.input(),
                        d -> place.apply(new Delta.Continued(continued.window(), continued.suffix(), d)));
            }
        }
    }

    private void sum(Delta.Sum sum, Place place) {
        List<Delta> terms = sum.terms();
        for (int i = 0; i < terms.size(); i++) {
            int at = i;
            List<Delta> fewer = without(terms, i);
            add("without term " + (i + 1), place, fewer.size() == 1 ? fewer.getFirst() : new Delta.Sum(fewer));
            List<Delta> more = new ArrayList<>(terms);
            more.add(terms.get(i));
            add("twice term " + (i + 1), place, new Delta.Sum(more));
            visit(terms.get(i), d -> place.apply(new Delta.Sum(with(terms, at, d))));
        }
    }

    private void product(Delta.Product product, Place place) {
        add(
                "sign of " + describe(product),
                place,
                new Delta.Product(opposite(product.sign()), product.factors(), product.conditions()));
        for (int i = 0; i < product.conditions().size(); i++) {
            add(
                    "without condition " + product.conditions().get(i) + " of " + describe(product),
                    place,
                    new Delta.Product(product.sign(), product.factors(), without(product.conditions(), i)));
        }
        for (int i = 0; i < product.factors().size(); i++) {
            int at = i;
            Function<Factor, Delta> replaced =
                    f -> new Delta.Product(product.sign(), with(product.factors(), at, f), product.conditions());
            if (product.factors().get(i) instanceof Factor.Changed changed) {
                if (changed.delta() instanceof Delta.Changes changes && changedFactors(product) > 1) {
                    add(
                            "now for changes, factor " + (i + 1) + " of " + describe(product),
                            place,
                            replaced.apply(new Factor.Current(changes.scan())));
                }
                visit(changed.delta(), d -> place.apply(replaced.apply(new Factor.Changed(d))));
            }
        }
    }

    private void crossed(Delta.Crossed crossed, Place place) {
        Function<SemiJoin, Delta> joined =
                j -> new Delta.Crossed(crossed.sign(), crossed.rows(), j, crossed.partners());
        add(
                "sign of the crossed rows",
                place,
                new Delta.Crossed(opposite(crossed.sign()), crossed.rows(), crossed.semijoin(), crossed.partners()));
        add("crossing turned round", place, joined.apply(turned(crossed.semijoin())));
        SemiJoin join = crossed.semijoin();
        for (int i = 0; i < join.conditions().size(); i++) {
            add(
                    "crossing without condition " + join.conditions().get(i),
                    place,
                    joined.apply(new SemiJoin(join.sense(), join.left(), join.right(), without(join.conditions(), i))));
        }
        if (crossed.rows() instanceof Factor.Changed changed) {
            visit(
                    changed.delta(),
                    d -> place.apply(new Delta.Crossed(
                            crossed.sign(), new Factor.Changed(d), crossed.semijoin(), crossed.partners())));
        }
        visit(
                crossed.partners(),
                d -> place.apply(new Delta.Crossed(crossed.sign(), crossed.rows(), crossed.semijoin(), d)));
    }

    private void add(String mistake, Place place, Delta wrong) {
        mutants.add(new Mutant(mistake, place.apply(wrong)));
    }

    private static Delta negated(Delta delta) {
        return new Delta.Product(Sign.MINUS, List.of(new Factor.Changed(delta)), List.of());
    }

    private static SemiJoin turned(SemiJoin join) {
        SemiJoin.Sense sense = join.sense() == SemiJoin.Sense.SEMI ? SemiJoin.Sense.ANTI : SemiJoin.Sense.SEMI;
        return new SemiJoin(sense, join.left(), join.right(), join.conditions());
    }

    private static Delta.Suffix turned(Delta.Suffix suffix) {
        SortColumn order = suffix.order();
        return new Delta.Suffix(
                new SortColumn(
                        order.column(),
                        order.direction().reverse(),
                        order.nulls().reverse()),
                suffix.lookback());
    }

    private static Sign opposite(Sign sign) {
        return sign == Sign.PLUS ? Sign.MINUS : Sign.PLUS;
    }

    private static long changedFactors(Delta.Product product) {
        return product.factors().stream()
                .filter(Factor.Changed.class::isInstance)
                .count();
    }

    private static String describe(Delta.Product product) {
        StringBuilder text = new StringBuilder("term ");
        for (Factor factor : product.factors()) {
            text.append(factor instanceof Factor.Changed ? "Δ" : "R");
        }
        return text.toString();
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> result = new ArrayList<>(list);
        result.remove(index);
        return result;
    }

    private static <T> List<T> with(List<? extends T> list, int index, T element) {
        List<T> result = new ArrayList<>(list);
        result.set(index, element);
        return result;
    }
}
