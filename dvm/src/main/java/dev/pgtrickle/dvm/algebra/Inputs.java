package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import java.util.function.UnaryOperator;

/** Puts other operators below an operator. */
public final class Inputs {

    private Inputs() {}

    /**
     * Replaces the inputs of an operator.
     *
     * @param relation the operator
     * @param change what replaces each input
     * @return the operator over the new inputs
     */
    public static Relation replace(Relation relation, UnaryOperator<Relation> change) {
        return switch (relation) {
            case Relation.Scan scan -> scan;
            case Relation.Values values -> values;
            case Relation.SelfReference self -> self;
            case Relation.Fixpoint fixpoint ->
                new Relation.Fixpoint(
                        new Branch(
                                change.apply(fixpoint.base().relation()),
                                fixpoint.base().values()),
                        new Branch(
                                change.apply(fixpoint.step().relation()),
                                fixpoint.step().values()),
                        fixpoint.self(),
                        fixpoint.columns(),
                        fixpoint.duplicates());
            case Relation.Filter filter -> new Relation.Filter(change.apply(filter.input()), filter.conditions());
            case Relation.Project project -> new Relation.Project(change.apply(project.input()), project.projections());
            case Relation.Join join ->
                new Relation.Join(join.inputs().stream().map(change).toList(), join.conditions());
            case Relation.Aggregate aggregate ->
                new Relation.Aggregate(change.apply(aggregate.input()), aggregate.keys(), aggregate.calls());
            case Relation.OuterJoin join ->
                new Relation.OuterJoin(
                        join.kind(), change.apply(join.left()), change.apply(join.right()), join.conditions());
            case Relation.SemiJoin join ->
                new Relation.SemiJoin(
                        join.sense(), change.apply(join.left()), change.apply(join.right()), join.conditions());
            case Relation.UnionAll union ->
                new Relation.UnionAll(
                        union.branches().stream()
                                .map(b -> new Branch(change.apply(b.relation()), b.values()))
                                .toList(),
                        union.columns());
            case Relation.TableFunction function ->
                new Relation.TableFunction(
                        function.unmatched(),
                        change.apply(function.input()),
                        function.item(),
                        function.outputs(),
                        function.conditions());
            case Relation.Window window ->
                new Relation.Window(change.apply(window.input()), window.partition(), window.calls());
            case Relation.TopK top ->
                new Relation.TopK(
                        change.apply(top.input()), top.partition(), top.order(), top.offset(), top.limit(), top.ties());
        };
    }
}
