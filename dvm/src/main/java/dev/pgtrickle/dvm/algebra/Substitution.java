package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Replaces free columns of a tree by expressions, in all operators.
 *
 * <p>A subtree that has none of the columns stays the same object, and one that stands in several places does so afterwards.
 */
public final class Substitution {

    private final Map<ColumnId, Scalar> definitions;
    private final IdentityHashMap<Relation, Relation> known = new IdentityHashMap<>();

    /**
     * A substitution.
     *
     * @param definitions what replaces each column
     */
    public Substitution(Map<ColumnId, Scalar> definitions) {
        this.definitions = Map.copyOf(definitions);
    }

    /**
     * Replaces the columns in a tree.
     *
     * @param relation its top
     * @return the tree without the columns
     */
    public Relation in(Relation relation) {
        Relation changed = known.get(relation);
        if (changed == null) {
            changed = Collections.disjoint(FreeColumns.of(relation), definitions.keySet())
                    ? relation
                    : own(Inputs.replace(relation, this::in));
            known.put(relation, changed);
        }
        return changed;
    }

    /**
     * Replaces the columns in the expressions of one operator, not in those below it.
     *
     * @param relation the operator
     * @return the operator without the columns
     */
    public Relation own(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> scan;
            case Relation.Filter filter -> new Relation.Filter(filter.input(), in(filter.conditions()));
            case Relation.Project project ->
                new Relation.Project(
                        project.input(),
                        map(project.projections(), p -> new Relation.Project.Projection(p.id(), in(p.expression()))));
            case Relation.Join join -> new Relation.Join(join.inputs(), in(join.conditions()));
            case Relation.Aggregate aggregate ->
                new Relation.Aggregate(
                        aggregate.input(),
                        map(aggregate.keys(), k -> new Relation.Aggregate.Key(k.id(), in(k.expression()), k.type())),
                        map(
                                aggregate.calls(),
                                c -> new Relation.Aggregate.Call(
                                        c.id(), c.call().substitute(definitions))));
            case Relation.OuterJoin join ->
                new Relation.OuterJoin(join.kind(), join.left(), join.right(), in(join.conditions()));
            case Relation.SemiJoin join ->
                new Relation.SemiJoin(join.sense(), join.left(), join.right(), in(join.conditions()));
            case Relation.UnionAll union ->
                new Relation.UnionAll(
                        map(union.branches(), b -> new Branch(b.relation(), in(b.values()))), union.columns());
            case Relation.TableFunction function ->
                new Relation.TableFunction(
                        function.unmatched(),
                        function.input(),
                        in(function.item()),
                        function.outputs(),
                        in(function.conditions()));
            case Relation.SelfReference self -> self;
            case Relation.Fixpoint fixpoint ->
                new Relation.Fixpoint(
                        new Branch(
                                fixpoint.base().relation(), in(fixpoint.base().values())),
                        new Branch(
                                fixpoint.step().relation(), in(fixpoint.step().values())),
                        fixpoint.self(),
                        fixpoint.columns(),
                        fixpoint.duplicates());
            case Relation.Values values -> new Relation.Values(map(values.rows(), this::in), values.columns());
            case Relation.Window window ->
                new Relation.Window(window.input(), in(window.partition()), map(window.calls(), this::in));
            case Relation.TopK top ->
                new Relation.TopK(
                        top.input(),
                        in(top.partition()),
                        in(top.order()),
                        top.offset().map(this::in),
                        top.limit().map(this::in),
                        top.ties());
        };
    }

    /**
     * Replaces the columns in expressions.
     *
     * @param expressions the expressions
     * @return the expressions without the columns
     */
    public List<Scalar> in(List<Scalar> expressions) {
        return map(expressions, this::in);
    }

    /**
     * Replaces the columns in an expression.
     *
     * @param expression the expression
     * @return the expression without the columns
     */
    public Scalar in(Scalar expression) {
        return expression.substitute(definitions);
    }

    /** What is known of a call is known in terms of its columns. */
    private Relation.Window.WindowCall in(Relation.Window.WindowCall call) {
        Scalar changed = in(call.expression());
        return new Relation.Window.WindowCall(
                call.id(), changed, changed.equals(call.expression()) ? call.running() : Optional.empty());
    }

    private static <T> List<T> map(List<T> list, UnaryOperator<T> change) {
        List<T> changed = new ArrayList<>();
        list.forEach(e -> changed.add(change.apply(e)));
        return List.copyOf(changed);
    }
}
