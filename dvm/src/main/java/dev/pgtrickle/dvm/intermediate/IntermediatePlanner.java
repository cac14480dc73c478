package dev.pgtrickle.dvm.intermediate;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.source.AccessPaths;
import dev.pgtrickle.dvm.understand.Understanding.Maintainable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses which nested aggregations of a query are stored.
 *
 * <p>Law: {@code f(γ(R))} is maintained by the delta of {@code f} over a stored {@code S = γ(R)} together with the delta of {@code γ}. Not stored, a
 * touched group has to be computed twice, from the old rows and from the new ones; that is cheap where an index finds a few rows for a key, and
 * needs no state. Without a key there is but one group, of all rows: that is always stored.
 */
public final class IntermediatePlanner {

    private final Narrowing narrowing;

    /**
     * A planner.
     *
     * @param paths what indexes find
     */
    public IntermediatePlanner(AccessPaths paths) {
        this.narrowing = new Narrowing(paths);
    }

    /**
     * Whether a query has nested aggregations at all.
     *
     * @param shape the query's shape
     * @return false when there is nothing to choose
     */
    public static boolean concerns(ViewShape shape) {
        return hasAggregate(shape.input());
    }

    private static boolean hasAggregate(Relation relation) {
        return relation instanceof Relation.Aggregate
                || relation.inputs().stream().anyMatch(IntermediatePlanner::hasAggregate);
    }

    /**
     * Chooses.
     *
     * @param tree the query
     * @param shape its shape; an aggregation at the top is stored anyway
     * @return what to store; nothing when nothing is
     */
    public Optional<Intermediates> plan(Maintainable tree, ViewShape shape) {
        List<Relation.Aggregate> chosen = new ArrayList<>();
        choose(shape.input(), chosen);
        chosen.removeIf(part -> part.columns().stream().noneMatch(shape.types().types()::containsKey));
        return chosen.isEmpty() ? Optional.empty() : Optional.of(new Intermediates(tree, chosen, shape.types()));
    }

    private void choose(Relation relation, List<Relation.Aggregate> chosen) {
        if (relation instanceof Relation.Aggregate aggregate && isWorthStoring(aggregate)) {
            if (chosen.stream().noneMatch(c -> c == aggregate)) {
                chosen.add(aggregate);
            }
        } else {
            relation.inputs().forEach(i -> choose(i, chosen));
        }
    }

    private boolean isWorthStoring(Relation.Aggregate aggregate) {
        return !aggregate.scans().isEmpty()
                && !narrowing.finds(
                        aggregate,
                        aggregate.keys().stream()
                                .map(Relation.Aggregate.Key::id)
                                .collect(Collectors.toCollection(HashSet::new)));
    }
}
