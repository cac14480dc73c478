package dev.pgtrickle.dvm.intermediate;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.program.ViewShape;
import dev.pgtrickle.dvm.source.AccessPaths;
import dev.pgtrickle.dvm.understand.Understanding.Maintainable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses which parts of a query are stored: recursions below other operators, and nested aggregations.
 *
 * <p>Law: {@code f(γ(R))} is maintained by the delta of {@code f} over a stored {@code S = γ(R)} together with the delta of {@code γ}. Not stored, a
 * touched group has to be computed twice, from the old rows and from the new ones; that is cheap where an index finds a few rows for a key, and
 * needs no state. Without a key there is but one group, of all rows: that is always stored. So is a recursion, whose changes follow from what is
 * stored of it. A part may be over other parts, and what stands in several places of the query is one part.
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
     * Whether a query has anything that could be stored.
     *
     * @param shape the query's shape
     * @return false when there is nothing to choose
     */
    public static boolean concerns(ViewShape shape) {
        return below(shape).anyMatch(r -> has(r, Relation.Aggregate.class) || has(r, Relation.Fixpoint.class));
    }

    /** What stands below the operator at the top, which is stored anyway. */
    private static Stream<Relation> below(ViewShape shape) {
        return shape instanceof ViewShape.Recursion recursion
                ? recursion.fixpoint().inputs().stream()
                : Stream.of(shape.input());
    }

    private static boolean has(Relation relation, Class<? extends Relation> operator) {
        return operator.isInstance(relation) || relation.inputs().stream().anyMatch(i -> has(i, operator));
    }

    /**
     * Chooses.
     *
     * @param tree the query
     * @param shape its shape
     * @return what to store; nothing when nothing is
     */
    public Optional<Intermediates> plan(Maintainable tree, ViewShape shape) {
        List<Relation> chosen = new ArrayList<>();
        Set<Relation> visited = Collections.newSetFromMap(new IdentityHashMap<>());
        below(shape).forEach(r -> choose(r, chosen, visited));
        return chosen.isEmpty() ? Optional.empty() : Optional.of(Intermediates.of(tree, chosen, shape.types()));
    }

    /** A part may itself be over parts, which come before it. */
    private void choose(Relation relation, List<Relation> chosen, Set<Relation> visited) {
        if (!visited.add(relation)) {
            return;
        }
        relation.inputs().forEach(i -> choose(i, chosen, visited));
        if (isWorthStoring(relation)) {
            chosen.add(relation);
        }
    }

    private boolean isWorthStoring(Relation relation) {
        return switch (relation) {
            case Relation.Fixpoint fixpoint -> true;
            case Relation.Aggregate aggregate ->
                !aggregate.scans().isEmpty()
                        && !aggregate.columns().isEmpty()
                        && !continues(aggregate, Set.of())
                        && !narrowing.finds(
                                aggregate,
                                aggregate.keys().stream()
                                        .map(Relation.Aggregate.Key::id)
                                        .collect(Collectors.toCollection(HashSet::new)));
            default -> false;
        };
    }

    /** Whether it reads the rows of a recursion around it, which are not those of any one moment. */
    private static boolean continues(Relation relation, Set<Relation> inside) {
        return switch (relation) {
            case Relation.SelfReference self -> !inside.contains(self);
            case Relation.Fixpoint fixpoint -> {
                Set<Relation> within = new HashSet<>(inside);
                within.add(fixpoint.self());
                yield fixpoint.inputs().stream().anyMatch(i -> continues(i, within));
            }
            default -> relation.inputs().stream().anyMatch(i -> continues(i, inside));
        };
    }
}
