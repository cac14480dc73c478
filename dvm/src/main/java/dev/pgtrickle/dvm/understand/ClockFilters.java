package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.Clock;
import dev.pgtrickle.dvm.algebra.ClockCondition;
import dev.pgtrickle.dvm.algebra.ClockCondition.Atom;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Inputs;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Gives every condition that depends on the time a filter of its own, and refuses the time everywhere else.
 *
 * <p>Law: {@code σ[a ∧ b](R) = σ[a](σ[b](R))}, and a condition of a join is a filter above it. With a filter for each condition, the rows that one
 * of them lets in or out as time passes are a range of its column. Before: {@code σ[ts > now() - '7 days' ∧ ts < now() ∧ x](t)}; after:
 * {@code σ[ts > now() - '7 days'](σ[ts < now()](σ[x](t)))}.
 */
final class ClockFilters {

    /** Types whose comparisons, also with each other, all belong to one btree operator family of the system, so that a range of them is one. */
    private static final List<Set<Long>> COMPARABLE = List.of(
            Set.of(Oid.DATE, Oid.TIMESTAMP, Oid.TIMESTAMPTZ),
            Set.of(Oid.INT2, Oid.INT4, Oid.INT8),
            Set.of(Oid.NUMERIC),
            Set.of(701L));

    private final Typing typing;
    private final IdentityHashMap<Relation, Relation> known = new IdentityHashMap<>();

    ClockFilters(Typing typing) {
        this.typing = typing;
    }

    /** The tree with its filters; the same tree when the time is nowhere in it. */
    Relation separate(Relation relation) {
        Relation done = known.get(relation);
        if (done == null) {
            done = rewrite(relation);
            known.put(relation, done);
        }
        return done;
    }

    private Relation rewrite(Relation relation) {
        return switch (relation) {
            case Relation.Filter filter
            when anyRead(filter.conditions()) ->
                above(Joins.filter(separate(filter.input()), others(filter.conditions())), filter.conditions());
            case Relation.Join join
            when anyRead(join.conditions()) ->
                above(
                        new Relation.Join(
                                join.inputs().stream().map(this::separate).toList(), others(join.conditions())),
                        join.conditions());
            case Relation.OuterJoin join
            when anyRead(join.conditions()) -> {
                requireOver(join.right(), join.conditions(), join.kind() == Relation.OuterJoin.Kind.LEFT);
                yield new Relation.OuterJoin(
                        join.kind(),
                        separate(join.left()),
                        above(separate(join.right()), join.conditions()),
                        others(join.conditions()));
            }
            case Relation.SemiJoin join
            when anyRead(join.conditions()) -> {
                requireOver(join.right(), join.conditions(), true);
                yield new Relation.SemiJoin(
                        join.sense(),
                        separate(join.left()),
                        above(separate(join.right()), join.conditions()),
                        others(join.conditions()));
            }
            case Relation.Fixpoint fixpoint
            when Clock.isRead(fixpoint) ->
                throw NotMaintainable.because("WITH RECURSIVE", "is not maintained as time passes");
            default -> {
                expressions(relation).stream().filter(Clock::isRead).findFirst().ifPresent(e -> {
                    throw NotMaintainable.because(
                            e.print(c -> ".."),
                            "depends on the time, which is maintained in WHERE, HAVING and the conditions of joins only");
                });
                Relation rewritten = Inputs.replace(relation, this::separate);
                yield same(rewritten.inputs(), relation.inputs()) ? relation : rewritten;
            }
        };
    }

    /** The same objects: a tree without the time in it stays the one that others refer to. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean same(List<Relation> left, List<Relation> right) {
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) != right.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** A condition of an outer join or semijoin is one of the right side if it reads nothing else. */
    private static void requireOver(Relation right, List<Scalar> conditions, boolean possible) {
        Set<ColumnId> columns = new HashSet<>(right.columns());
        for (Scalar condition : conditions) {
            if (Clock.isRead(condition) && !(possible && columns.containsAll(condition.columns()))) {
                throw refusal(condition);
            }
        }
    }

    private Relation above(Relation input, List<Scalar> conditions) {
        Relation result = input;
        for (Scalar condition : conditions) {
            if (Clock.isRead(condition)) {
                check(result, condition);
                result = new Relation.Filter(result, List.of(Clock.now(condition)));
            }
        }
        return result;
    }

    private void check(Relation input, Scalar condition) {
        for (Atom atom : ClockCondition.atoms(condition).orElseThrow(() -> refusal(condition))) {
            List<SqlType> types = typing.types(input, List.of(atom.value(), atom.time()));
            boolean comparable = COMPARABLE.stream()
                    .anyMatch(c -> c.contains(types.get(0).base())
                            && c.contains(types.get(1).base()));
            if (!comparable) {
                throw refusal(condition);
            }
        }
    }

    private static NotMaintainable refusal(Scalar condition) {
        return NotMaintainable.because(
                "The condition " + condition.print(c -> "..") + " on the time",
                "cannot be maintained as time passes",
                "Compare what is in a row with an expression of the time alone, such as ts > now() - interval '7 days'.");
    }

    private static boolean anyRead(List<Scalar> conditions) {
        return conditions.stream().anyMatch(Clock::isRead);
    }

    private static List<Scalar> others(List<Scalar> conditions) {
        return conditions.stream().filter(c -> !Clock.isRead(c)).toList();
    }

    private static List<Scalar> expressions(AggregateCall call) {
        List<Scalar> found = new ArrayList<>(call.arguments());
        if (call.form() instanceof AggregateCall.Form.Written written) {
            found.add(written.text());
        }
        call.filter().ifPresent(found::add);
        return found;
    }

    /** The expressions of an operator. */
    private static List<Scalar> expressions(Relation relation) {
        List<Scalar> found = new ArrayList<>();
        switch (relation) {
            case Relation.Scan scan -> {}
            case Relation.Filter filter -> found.addAll(filter.conditions());
            case Relation.Join join -> found.addAll(join.conditions());
            case Relation.OuterJoin join -> found.addAll(join.conditions());
            case Relation.SemiJoin join -> found.addAll(join.conditions());
            case Relation.Project project -> project.projections().forEach(p -> found.add(p.expression()));
            case Relation.Aggregate aggregate -> {
                aggregate.keys().forEach(k -> found.add(k.expression()));
                aggregate.calls().forEach(c -> found.addAll(expressions(c.call())));
            }
            case Relation.UnionAll union -> union.branches().forEach(b -> found.addAll(b.values()));
            case Relation.TableFunction function -> {
                found.add(function.item());
                found.addAll(function.conditions());
            }
            case Relation.Fixpoint fixpoint -> {
                found.addAll(fixpoint.base().values());
                found.addAll(fixpoint.step().values());
            }
            case Relation.SelfReference self -> {}
            case Relation.Values values -> values.rows().forEach(found::addAll);
            case Relation.Window window -> {
                found.addAll(window.partition());
                window.calls().forEach(c -> found.add(c.expression()));
            }
            case Relation.TopK top -> {
                found.addAll(top.partition());
                found.addAll(top.order());
                top.offset().ifPresent(found::add);
                top.limit().ifPresent(found::add);
            }
        }
        return found;
    }
}
