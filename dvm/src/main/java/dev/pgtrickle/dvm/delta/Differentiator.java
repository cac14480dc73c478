package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Differentiates a relation: {@code Δ(R)} for a given set of changed scans, by one rule per operator.
 *
 * <p>All leaves of a delta are either the changes of a scan or its current state, which includes the changes. Old states appear nowhere.
 */
public final class Differentiator {

    /** Above this many changed inputs the number of inclusion-exclusion terms outgrows what a planner likes; measured in the design. */
    private static final int MOST_INCLUSION_EXCLUSION = 3;

    private final Set<Integer> changed;

    /** A relation that stands in several terms has one delta, so that what its delta shares is shared between the terms too. */
    private final IdentityHashMap<Relation, Delta> known = new IdentityHashMap<>();

    private int sharedDeltas;
    private final NestedPrefix nestedPrefix = new NestedPrefix(this);

    /**
     * A differentiator for a set of changed scans.
     *
     * @param changedLeaves the leaf numbers of the scans whose tables changed
     */
    public Differentiator(Set<Integer> changedLeaves) {
        this.changed = Set.copyOf(changedLeaves);
    }

    /**
     * The changes of a relation.
     *
     * @param relation a relation
     * @return its changes; {@link Delta.Nothing} when none of its scans changed
     */
    public Delta differentiate(Relation relation) {
        Delta delta = known.get(relation);
        if (delta == null) {
            delta = isChanged(relation) ? applyRule(relation) : new Delta.Nothing();
            known.put(relation, delta);
        }
        return delta;
    }

    private Delta applyRule(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> new Delta.Changes(scan);
            case Relation.Filter filter
            when filter.conditions().stream().anyMatch(Clock::isRead) -> ClockRule.of(filter, this);
            case Relation.Filter filter -> LinearRule.filter(filter, differentiate(filter.input()));
            case Relation.Project project -> LinearRule.project(project, differentiate(project.input()));
            case Relation.Join join -> join(join);
            case Relation.OuterJoin join -> OuterJoinRule.of(join, this);
            case Relation.SemiJoin join -> SemiJoinRule.of(join, this);
            case Relation.UnionAll union -> LinearRule.union(union, this);
            case Relation.TableFunction function -> LinearRule.expand(function, differentiate(function.input()));
            case Relation.Aggregate aggregate -> PartitionRule.of(aggregate, this);
            case Relation.Window window -> SuffixRule.of(window, this);
            case Relation.TopK top -> PartitionRule.of(top, this);
            case Relation.Values values -> new Delta.Nothing();
            case Relation.SelfReference self -> new Delta.Nothing();
            // Its changes follow from what is stored of it, so it is maintained apart.
            case Relation.Fixpoint fixpoint -> throw new IllegalStateException("a fixpoint is stored");
        };
    }

    /**
     * The changes of a relation, for a rule that uses them more than once: computed once, unless they are those of a scan.
     *
     * @param relation a relation
     * @return its changes
     */
    Delta shared(Relation relation) {
        Delta delta = differentiate(relation);
        if (isSimple(delta)) {
            return delta;
        }
        Delta shared = new Delta.Shared("delta_" + ++sharedDeltas, delta, List.copyOf(reachable(relation)));
        known.put(relation, shared);
        return shared;
    }

    /** Changes that are computed already, or nearly so. */
    private static boolean isSimple(Delta delta) {
        return switch (delta) {
            case Delta.Nothing nothing -> true;
            case Delta.Changes changes -> true;
            case Delta.Shared shared -> true;
            case Delta.Filtered filtered -> isSimple(filtered.input());
            case Delta.Projected projected -> isSimple(projected.input());
            default -> false;
        };
    }

    /** The columns that expressions above may refer to: through projections, also what is below them. */
    static Set<ColumnId> reachable(Relation relation) {
        Set<ColumnId> columns = new LinkedHashSet<>(relation.columns());
        if (relation instanceof Relation.Project
                || relation instanceof Relation.Filter
                || relation instanceof Relation.Join) {
            relation.inputs().forEach(i -> columns.addAll(reachable(i)));
        }
        return columns;
    }

    private Delta join(Relation.Join join) {
        long changedInputs = join.inputs().stream().filter(this::isChanged).count();
        return changedInputs <= MOST_INCLUSION_EXCLUSION ? InclusionExclusion.of(join, this) : nestedPrefix.of(join);
    }

    /**
     * Whether a relation reads a changed scan, or the time, which always changes.
     *
     * @param relation the relation
     * @return true when its delta is not nothing
     */
    boolean isChanged(Relation relation) {
        return Clock.isRead(relation) || relation.scans().stream().anyMatch(s -> changed.contains(s.leaf()));
    }
}
