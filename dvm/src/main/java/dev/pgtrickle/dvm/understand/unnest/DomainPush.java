package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.Project;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Substitution;
import dev.pgtrickle.dvm.understand.NotMaintainable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes a tree with free columns for all their values at once.
 *
 * <p>Law: with D the domain of the free columns, {@code push(R) = ∪ {d} × R[d]} over all d in D. Linear operators hand the columns of D on, grouping
 * operators group by them as well, and a scalar aggregate has a row for every d.
 *
 * <pre>
 * before: Aggregate[count(*)](Filter[s.k &lt; o.k](s))
 * after:  LEFT JOIN of D[k1] and Aggregate[k2; count(*)](Join[s.k &lt; k2](s, D[k2])) on k1 = k2
 * </pre>
 */
final class DomainPush {

    private final Columns columns;
    private final Domain domain;

    DomainPush(Columns columns, Domain domain) {
        this.columns = columns;
        this.domain = domain;
    }

    /**
     * A tree that was computed for the whole domain.
     *
     * @param relation the tree, with further columns
     * @param values for each member of the domain, the column that holds its value
     */
    record Pushed(Relation relation, Map<ColumnId, ColumnId> values) {

        private ColumnId column(ColumnId member) {
            return Objects.requireNonNull(values.get(member));
        }

        /** Reads the members' values from these columns. */
        Substitution substitution() {
            Map<ColumnId, Scalar> definitions = new LinkedHashMap<>();
            values.forEach((member, column) -> definitions.put(member, Scalar.of(column)));
            return new Substitution(definitions);
        }
    }

    Pushed push(Relation relation) {
        if (!domain.concerns(relation)) {
            Domain.Instance instance = domain.instance();
            return new Pushed(Joins.of(List.of(relation, instance.relation()), List.of()), instance.values());
        }
        return switch (relation) {
            case Relation.Scan scan -> throw new IllegalStateException("a scan has no free columns");
            case Relation.Values values -> values(values);
            case Relation.Filter filter -> {
                Pushed input = push(filter.input());
                yield new Pushed(
                        Joins.filter(input.relation(), input.substitution().in(filter.conditions())), input.values());
            }
            case Project project -> project(project);
            case Relation.Join join -> join(join);
            case Aggregate aggregate ->
                aggregate.keys().isEmpty() ? scalar(aggregate) : grouped(aggregate, push(aggregate.input()));
            case OuterJoin join -> outerJoin(join);
            case Relation.SemiJoin join -> {
                Pushed left = push(join.left());
                Right right = right(join.right(), left, join.conditions());
                yield new Pushed(
                        new Relation.SemiJoin(join.sense(), left.relation(), right.relation(), right.conditions()),
                        left.values());
            }
            case UnionAll union -> union(union);
            case Relation.TableFunction function -> {
                Pushed input = push(function.input());
                Substitution values = input.substitution();
                yield new Pushed(
                        new Relation.TableFunction(
                                function.unmatched(),
                                input.relation(),
                                values.in(function.item()),
                                function.outputs(),
                                values.in(function.conditions())),
                        input.values());
            }
            case Relation.Window window -> {
                Pushed input = push(window.input());
                yield new Pushed(
                        WindowPartition.add(
                                (Relation.Window) input.substitution()
                                        .own(new Relation.Window(input.relation(), window.partition(), window.calls())),
                                domain.partition(input.values())),
                        input.values());
            }
            case Relation.TopK top -> top(top);
            case Relation.SelfReference self -> throw new IllegalStateException("a reference has no free columns");
            case Relation.Fixpoint fixpoint ->
                throw NotMaintainable.because("A correlated WITH RECURSIVE", "is not maintained incrementally");
        };
    }

    /** Rows that are computed from the members are one union branch each. */
    private Pushed values(Relation.Values values) {
        List<Branch> branches = new ArrayList<>();
        for (List<Scalar> row : values.rows()) {
            Domain.Instance instance = domain.instance();
            Pushed one = new Pushed(instance.relation(), instance.values());
            branches.add(branch(one, one.substitution().in(row)));
        }
        return union(branches, values.columns());
    }

    private Pushed union(UnionAll union) {
        List<Branch> branches = new ArrayList<>();
        for (Branch branch : union.branches()) {
            Pushed pushed = push(branch.relation());
            branches.add(branch(pushed, pushed.substitution().in(branch.values())));
        }
        return union(branches, union.columns());
    }

    private Branch branch(Pushed pushed, List<Scalar> values) {
        List<Scalar> all = new ArrayList<>(values);
        domain.members().forEach(m -> all.add(Scalar.of(pushed.column(m))));
        return new Branch(pushed.relation(), List.copyOf(all));
    }

    private Pushed union(List<Branch> branches, List<ColumnId> common) {
        List<ColumnId> all = new ArrayList<>(common);
        Map<ColumnId, ColumnId> values = new LinkedHashMap<>();
        for (ColumnId member : domain.members()) {
            ColumnId id = columns.next();
            all.add(id);
            values.put(member, id);
        }
        return new Pushed(new UnionAll(List.copyOf(branches), List.copyOf(all)), values);
    }

    private Pushed project(Project project) {
        Pushed input = push(project.input());
        Substitution substitution = input.substitution();
        List<Projection> projections = new ArrayList<>();
        project.projections().forEach(p -> projections.add(new Projection(p.id(), substitution.in(p.expression()))));
        Map<ColumnId, ColumnId> values = new LinkedHashMap<>();
        input.values().forEach((member, column) -> {
            ColumnId id = columns.next();
            projections.add(new Projection(id, Scalar.of(column)));
            values.put(member, id);
        });
        return new Pushed(new Project(input.relation(), List.copyOf(projections)), values);
    }

    /** Inputs without free columns stay as they are; those that have some agree on the members' values. */
    private Pushed join(Relation.Join join) {
        Pushed first = null;
        List<Relation> inputs = new ArrayList<>();
        List<Scalar> agreements = new ArrayList<>();
        for (Relation input : join.inputs()) {
            if (!domain.concerns(input)) {
                inputs.add(input);
                continue;
            }
            Pushed pushed = push(input);
            inputs.add(pushed.relation());
            if (first == null) {
                first = pushed;
            } else {
                agreements.addAll(domain.same(first.values(), pushed.values()));
            }
        }
        if (first == null) {
            Domain.Instance instance = domain.instance();
            first = new Pushed(instance.relation(), instance.values());
            inputs.add(instance.relation());
        }
        List<Scalar> conditions = new ArrayList<>(agreements);
        conditions.addAll(first.substitution().in(join.conditions()));
        return new Pushed(Joins.of(inputs, conditions), first.values());
    }

    /** The right side of a join whose left side has the members' values. */
    private record Right(Relation relation, List<Scalar> conditions) {}

    private Right right(Relation right, Pushed left, List<Scalar> conditions) {
        List<Scalar> all = new ArrayList<>(left.substitution().in(conditions));
        if (!domain.concerns(right)) {
            return new Right(right, all);
        }
        Pushed pushed = push(right);
        all.addAll(domain.same(left.values(), pushed.values()));
        return new Right(pushed.relation(), all);
    }

    private Pushed outerJoin(OuterJoin join) {
        if (join.kind() == OuterJoin.Kind.FULL) {
            throw NotMaintainable.because(
                    "A FULL JOIN within a subquery, with a reference to the query around it,",
                    "is not maintained incrementally");
        }
        Pushed left = push(join.left());
        Right right = right(join.right(), left, join.conditions());
        return new Pushed(
                new OuterJoin(join.kind(), left.relation(), right.relation(), right.conditions()), left.values());
    }

    /** An aggregation for each value of the members that has rows. */
    Pushed grouped(Aggregate aggregate, Pushed input) {
        Domain.Keys keys = domain.keys(input.values());
        Aggregate own = (Aggregate)
                input.substitution().own(new Aggregate(input.relation(), aggregate.keys(), aggregate.calls()));
        List<Aggregate.Key> all = new ArrayList<>(own.keys());
        all.addAll(keys.keys());
        return new Pushed(new Aggregate(input.relation(), List.copyOf(all), own.calls()), keys.values());
    }

    /** A group without rows has a row too. */
    private Pushed scalar(Aggregate aggregate) {
        Domain.Instance all = domain.instance();
        Pushed left = new Pushed(all.relation(), all.values());
        Pushed input = push(aggregate.input());
        EmptyGroups groups = new EmptyGroups(columns, aggregate);
        Pushed grouped = grouped(groups.aggregate(), input);
        Relation joined =
                groups.join(left.relation(), grouped.relation(), domain.same(left.values(), grouped.values()), input);
        List<Projection> projections = new ArrayList<>();
        groups.values().forEach((id, value) -> projections.add(new Projection(id, value)));
        Map<ColumnId, ColumnId> values = new LinkedHashMap<>();
        left.values().forEach((member, column) -> {
            ColumnId id = columns.next();
            projections.add(new Projection(id, Scalar.of(column)));
            values.put(member, id);
        });
        return new Pushed(new Project(joined, List.copyOf(projections)), values);
    }

    private Pushed top(Relation.TopK top) {
        List<Scalar> numbers = new ArrayList<>();
        top.limit().ifPresent(numbers::add);
        top.offset().ifPresent(numbers::add);
        if (domain.concerns(numbers)) {
            throw NotMaintainable.because(
                    "A LIMIT or OFFSET that depends on the query around it", "is not maintained incrementally");
        }
        Pushed input = push(top.input());
        Substitution substitution = input.substitution();
        List<Scalar> partition = new ArrayList<>(substitution.in(top.partition()));
        partition.addAll(domain.partition(input.values()));
        return new Pushed(
                new Relation.TopK(
                        input.relation(),
                        List.copyOf(partition),
                        substitution.in(top.order()),
                        top.offset(),
                        top.limit(),
                        top.ties()),
                input.values());
    }
}
