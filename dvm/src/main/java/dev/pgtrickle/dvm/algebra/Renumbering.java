package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Relation.SelfReference;
import dev.pgtrickle.dvm.algebra.Relation.UnionAll.Branch;
import dev.pgtrickle.dvm.algebra.Running.SortColumn;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the columns and scans of a tree anew, in the order in which they stand in it.
 *
 * <p>Law: two trees are equal afterwards if and only if they were equal before but for the numbers, so that they compute the same rows. Before: two
 * copies of {@code SELECT k, sum(v) FROM t GROUP BY k}, one with the columns {@code c1, c2}, the other with {@code c7, c9}; after: both have
 * {@code c1, c2}.
 */
public final class Renumbering {

    private final Map<ColumnId, ColumnId> columns = new HashMap<>();
    private final Map<ColumnId, Scalar> references = new HashMap<>();
    private final Map<Integer, Integer> leaves = new HashMap<>();
    private final IdentityHashMap<Relation, Relation> known = new IdentityHashMap<>();

    private Renumbering() {}

    /**
     * Numbers a tree.
     *
     * @param relation its top
     * @return the same tree with numbers from 1; its columns have the same places as before
     */
    public static Relation of(Relation relation) {
        return new Renumbering().in(relation);
    }

    private Relation in(Relation relation) {
        Relation changed = known.get(relation);
        if (changed == null) {
            changed = own(Inputs.replace(relation, this::in));
            known.put(relation, changed);
        }
        return changed;
    }

    private Relation own(Relation relation) {
        return switch (relation) {
            case Scan scan ->
                new Scan(
                        leaves.computeIfAbsent(scan.leaf(), leaf -> leaves.size() + 1),
                        scan.table(),
                        scan.bindings().stream()
                                .map(b -> new Scan.Binding(in(b.id()), b.column()))
                                .toList());
            case Relation.Filter filter -> new Relation.Filter(filter.input(), in(filter.conditions()));
            case Relation.Project project ->
                new Relation.Project(
                        project.input(),
                        project.projections().stream()
                                .map(p -> new Relation.Project.Projection(in(p.id()), in(p.expression())))
                                .toList());
            case Relation.Join join -> new Relation.Join(join.inputs(), in(join.conditions()));
            case Relation.Aggregate aggregate ->
                new Relation.Aggregate(
                        aggregate.input(),
                        aggregate.keys().stream()
                                .map(k -> new Relation.Aggregate.Key(in(k.id()), in(k.expression()), k.type()))
                                .toList(),
                        aggregate.calls().stream()
                                .map(c -> new Relation.Aggregate.Call(in(c.id()), in(c.call())))
                                .toList());
            case Relation.OuterJoin join ->
                new Relation.OuterJoin(join.kind(), join.left(), join.right(), in(join.conditions()));
            case Relation.SemiJoin join ->
                new Relation.SemiJoin(join.sense(), join.left(), join.right(), in(join.conditions()));
            case Relation.UnionAll union ->
                new Relation.UnionAll(union.branches().stream().map(this::in).toList(), inIds(union.columns()));
            case Relation.TableFunction function ->
                new Relation.TableFunction(
                        function.unmatched(),
                        function.input(),
                        in(function.item()),
                        function.outputs().stream()
                                .map(o -> new Relation.TableFunction.Output(in(o.id()), o.definition()))
                                .toList(),
                        in(function.conditions()));
            case Relation.Values values ->
                new Relation.Values(values.rows().stream().map(this::in).toList(), inIds(values.columns()));
            case Relation.Window window ->
                new Relation.Window(
                        window.input(),
                        in(window.partition()),
                        window.calls().stream()
                                .map(c -> new Relation.Window.WindowCall(
                                        in(c.id()),
                                        in(c.expression()),
                                        c.running().map(this::in)))
                                .toList());
            case Relation.TopK top ->
                new Relation.TopK(
                        top.input(),
                        in(top.partition()),
                        in(top.order()),
                        top.offset().map(this::in),
                        top.limit().map(this::in),
                        top.ties());
            case Fixpoint fixpoint ->
                new Fixpoint(
                        in(fixpoint.base()),
                        in(fixpoint.step()),
                        in(fixpoint.self()),
                        inIds(fixpoint.columns()),
                        fixpoint.duplicates());
            case SelfReference self -> in(self);
        };
    }

    private SelfReference in(SelfReference self) {
        return new SelfReference(
                self.fields().stream()
                        .map(f -> new SelfReference.Field(in(f.id()), f.type()))
                        .toList(),
                in(self.row()),
                in(self.weight()));
    }

    private Running in(Running running) {
        return new Running(
                running.order().stream()
                        .map(o -> new SortColumn(in(o.column()), o.direction(), o.nulls()))
                        .toList(),
                running.seed().map(s -> new Running.Seed(in(s.call()), s.merge(), s.place())),
                running.lookback());
    }

    private Branch in(Branch branch) {
        return new Branch(branch.relation(), in(branch.values()));
    }

    private AggregateCall in(AggregateCall call) {
        call.columns().forEach(this::in);
        return call.substitute(references);
    }

    private List<Scalar> in(List<Scalar> expressions) {
        return expressions.stream().map(this::in).toList();
    }

    private Scalar in(Scalar expression) {
        expression.columns().forEach(this::in);
        return expression.substitute(references);
    }

    private List<ColumnId> inIds(List<ColumnId> ids) {
        return ids.stream().map(this::in).toList();
    }

    private ColumnId in(ColumnId id) {
        ColumnId number = columns.computeIfAbsent(id, c -> new ColumnId(columns.size() + 1));
        references.putIfAbsent(id, Scalar.of(number));
        return number;
    }
}
