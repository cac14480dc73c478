package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.FreeColumns;
import dev.pgtrickle.dvm.algebra.Joins;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.Project;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Substitution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lifts the conditions that refer to an outer query out of a tree.
 *
 * <p>Law: for every outer row o, {@code R[o] = σ[conditions(o)](hoisted)} in the columns of R. A condition passes through what keeps the rows that
 * it judges: filters, projections, inner joins, and the left side of outer and semijoins. Through grouping it passes only as an equality of an
 * expression, by which is grouped then: the groups of one value of it are those of the rows with that value.
 *
 * <pre>
 * before: TopK[limit 1](Filter[s.k = o.k](s))
 * after:  TopK[partition s.k, limit 1](s), and s.k = o.k
 * </pre>
 */
final class Hoist {

    private final Columns columns;
    private final Set<ColumnId> outer;

    Hoist(Columns columns, Set<ColumnId> outer) {
        this.columns = columns;
        this.outer = outer;
    }

    /**
     * A tree without the conditions that could be lifted out of it.
     *
     * @param relation the tree; it has further columns where conditions need them
     * @param conditions the conditions
     */
    record Hoisted(Relation relation, List<Scalar> conditions) {}

    Hoisted of(Relation relation) {
        if (!concerns(relation)) {
            return new Hoisted(relation, List.of());
        }
        return switch (relation) {
            case Relation.Filter filter -> split(List.of(of(filter.input())), filter.conditions());
            case Relation.Join join ->
                split(join.inputs().stream().map(this::of).toList(), join.conditions());
            case Project project -> project(project);
            case OuterJoin join -> {
                if (join.kind() == OuterJoin.Kind.FULL) {
                    yield new Hoisted(join, List.of());
                }
                Hoisted left = of(join.left());
                yield new Hoisted(
                        new OuterJoin(join.kind(), left.relation(), join.right(), join.conditions()),
                        left.conditions());
            }
            case Relation.SemiJoin join -> {
                Hoisted left = of(join.left());
                yield new Hoisted(
                        new Relation.SemiJoin(join.sense(), left.relation(), join.right(), join.conditions()),
                        left.conditions());
            }
            case Relation.TableFunction function -> {
                Hoisted input = of(function.input());
                yield new Hoisted(
                        new Relation.TableFunction(
                                function.unmatched(),
                                input.relation(),
                                function.item(),
                                function.outputs(),
                                function.conditions()),
                        input.conditions());
            }
            case Aggregate aggregate -> aggregate.keys().isEmpty() ? unchanged(aggregate) : aggregate(aggregate);
            case Relation.Window window -> window(window);
            case Relation.TopK top -> top(top);
            case Relation.Scan scan -> unchanged(scan);
            case Relation.Values values -> unchanged(values);
            case Relation.UnionAll union -> unchanged(union);
            case Relation.Fixpoint fixpoint -> unchanged(fixpoint);
            case Relation.SelfReference self -> unchanged(self);
        };
    }

    private static Hoisted unchanged(Relation relation) {
        return new Hoisted(relation, List.of());
    }

    private boolean concerns(Relation relation) {
        return !Collections.disjoint(FreeColumns.of(relation), outer);
    }

    private Hoisted split(List<Hoisted> inputs, List<Scalar> conditions) {
        List<Scalar> lifted = new ArrayList<>();
        List<Scalar> staying = new ArrayList<>();
        inputs.forEach(i -> lifted.addAll(i.conditions()));
        for (Scalar condition : conditions) {
            (Collections.disjoint(condition.columns(), outer) ? staying : lifted).add(condition);
        }
        return new Hoisted(Joins.of(inputs.stream().map(Hoisted::relation).toList(), staying), List.copyOf(lifted));
    }

    /** What lifted conditions read is handed on by the projection, under ids of its own. */
    private Hoisted project(Project project) {
        Hoisted input = of(project.input());
        List<Projection> projections = new ArrayList<>(project.projections());
        Map<ColumnId, Scalar> handed = new LinkedHashMap<>();
        for (Scalar condition : input.conditions()) {
            for (ColumnId column : condition.columns()) {
                if (input.relation().columns().contains(column) && !handed.containsKey(column)) {
                    ColumnId id = columns.next();
                    handed.put(column, Scalar.of(id));
                    projections.add(new Projection(id, Scalar.of(column)));
                }
            }
        }
        return new Hoisted(
                new Project(input.relation(), List.copyOf(projections)),
                new Substitution(handed).in(input.conditions()));
    }

    /** The equalities that conditions are, if all of them are and nothing else refers to the outer query. */
    Optional<List<KeyEquality>> equalities(Hoisted input) {
        if (input.conditions().isEmpty() || concerns(input.relation())) {
            return Optional.empty();
        }
        List<KeyEquality> equalities = new ArrayList<>();
        for (Scalar condition : input.conditions()) {
            Optional<KeyEquality> equality = KeyEquality.read(condition, outer, input.relation(), columns);
            if (equality.isEmpty()) {
                return Optional.empty();
            }
            equalities.add(equality.get());
        }
        return Optional.of(equalities);
    }

    private Hoisted aggregate(Aggregate aggregate) {
        Hoisted input = of(aggregate.input());
        Optional<List<KeyEquality>> equalities = equalities(input);
        Aggregate over = new Aggregate(input.relation(), aggregate.keys(), aggregate.calls());
        return equalities.isEmpty() || concerns(over) ? unchanged(aggregate) : grouped(over, equalities.get());
    }

    /** Groups by the inner sides of equalities as well, which then hold for the groups. */
    Hoisted grouped(Aggregate aggregate, List<KeyEquality> equalities) {
        List<Aggregate.Key> keys = new ArrayList<>(aggregate.keys());
        List<Scalar> conditions = new ArrayList<>();
        for (KeyEquality equality : equalities) {
            ColumnId id = columns.next();
            keys.add(new Aggregate.Key(id, equality.inner(), equality.type()));
            conditions.add(new Phrase()
                    .text("(")
                    .column(id)
                    .text("=")
                    .operand(equality.outer())
                    .text(")")
                    .end());
        }
        return new Hoisted(
                new Aggregate(aggregate.input(), List.copyOf(keys), aggregate.calls()), List.copyOf(conditions));
    }

    private Hoisted window(Relation.Window window) {
        Hoisted input = of(window.input());
        Optional<List<KeyEquality>> equalities = equalities(input);
        Relation.Window over = new Relation.Window(input.relation(), window.partition(), window.calls());
        return equalities.isEmpty() || concerns(over)
                ? unchanged(window)
                : new Hoisted(WindowPartition.add(over, inner(equalities.get())), input.conditions());
    }

    private Hoisted top(Relation.TopK top) {
        Hoisted input = of(top.input());
        Optional<List<KeyEquality>> equalities = equalities(input);
        List<Scalar> partition = new ArrayList<>(top.partition());
        equalities.ifPresent(e -> partition.addAll(inner(e)));
        Relation.TopK over = new Relation.TopK(
                input.relation(), List.copyOf(partition), top.order(), top.offset(), top.limit(), top.ties());
        return equalities.isEmpty() || concerns(over) ? unchanged(top) : new Hoisted(over, input.conditions());
    }

    private static List<Scalar> inner(List<KeyEquality> equalities) {
        return equalities.stream().map(KeyEquality::inner).toList();
    }
}
