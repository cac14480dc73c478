package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes conditions on needed rows down through operators: sideways information passing, by hand, where the server's planner does not do it.
 *
 * <p>Law: a condition over the keys of an aggregation, over the partition columns of a window, or over the columns of a union can be tested on
 * the input rows instead: whole groups, partitions and rows are kept or left out. Before: {@code σ[g ∈ K](γ g;sum(x) (t))}; after:
 * {@code γ g;sum(x) (σ[g ∈ K](t))}, which reads the touched groups by an index.
 */
final class Wanted {

    private Wanted() {}

    /** Those conditions that read nothing but some columns. */
    static List<Scalar> over(List<Scalar> wanted, Collection<ColumnId> columns) {
        Set<ColumnId> available = new HashSet<>(columns);
        return wanted.stream().filter(c -> available.containsAll(c.columns())).toList();
    }

    static List<Scalar> below(Relation.Project project, List<Scalar> wanted) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        for (Projection p : project.projections()) {
            definitions.put(p.id(), p.expression());
        }
        return wanted.stream().map(c -> c.substitute(definitions)).toList();
    }

    static List<Scalar> below(Relation.Aggregate aggregate, List<Scalar> wanted) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        aggregate.keys().forEach(k -> definitions.put(k.id(), k.expression()));
        return over(wanted, definitions.keySet()).stream()
                .map(c -> c.substitute(definitions))
                .toList();
    }

    static List<Scalar> below(Relation.UnionAll union, Relation.UnionAll.Branch branch, List<Scalar> wanted) {
        Map<ColumnId, Scalar> definitions = new HashMap<>();
        for (int i = 0; i < union.columns().size(); i++) {
            definitions.put(union.columns().get(i), branch.values().get(i));
        }
        return over(wanted, union.columns()).stream()
                .map(c -> c.substitute(definitions))
                .toList();
    }

    /** Whether knowing which rows are needed can save work somewhere in a relation: the planner sees through everything but these. */
    static boolean helps(Relation relation) {
        return switch (relation) {
            case Relation.Aggregate a -> true;
            case Relation.Window w -> true;
            case Relation.TopK t -> true;
            case Relation.UnionAll u -> true;
            default -> relation.inputs().stream().anyMatch(Wanted::helps);
        };
    }

    /** The columns over which conditions can be taken down to where they save work. */
    static Set<ColumnId> reach(Relation relation) {
        Set<ColumnId> reach = new HashSet<>();
        switch (relation) {
            case Relation.Aggregate aggregate -> aggregate.keys().forEach(k -> reach.add(k.id()));
            case Relation.Window window -> reach.addAll(OperatorWriter.partitionColumns(window.partition()));
            case Relation.TopK top -> reach.addAll(OperatorWriter.partitionColumns(top.partition()));
            case Relation.Project project -> {
                Set<ColumnId> below = reach(project.input());
                project.projections().stream()
                        .filter(p -> below.containsAll(p.expression().columns()))
                        .forEach(p -> reach.add(p.id()));
            }
            case Relation.OuterJoin join -> {
                if (join.kind() == Relation.OuterJoin.Kind.LEFT) {
                    reach.addAll(reach(join.left()));
                }
            }
            case Relation.SemiJoin join -> reach.addAll(reach(join.left()));
            case Relation.Filter filter -> reach.addAll(reach(filter.input()));
            case Relation.TableFunction function -> reach.addAll(reach(function.input()));
            case Relation.Join join -> join.inputs().forEach(i -> reach.addAll(reach(i)));
            case Relation.UnionAll union -> reach.addAll(union.columns());
            case Relation.Scan scan -> reach.addAll(scan.columns());
            case Relation.Values values -> reach.addAll(values.columns());
            case Relation.SelfReference self -> reach.addAll(self.columns());
            case Relation.Fixpoint fixpoint -> {}
        }
        return reach;
    }

    /**
     * The condition that a row of a relation has a partner in a block: those of the conditions that link the two, and that can be taken down.
     *
     * @param siblings the block, in aliases that no scope has into which the condition is taken
     * @param relation whose rows are judged
     * @param conditions conditions over both and others
     * @return the condition, or none if nothing links them
     */
    static List<Scalar> partners(Block siblings, Relation relation, List<Scalar> conditions) {
        Set<ColumnId> reach = reach(relation);
        Set<ColumnId> own = new HashSet<>(relation.columns());
        List<Scalar> links = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Scalar condition : conditions) {
            boolean known = condition.columns().stream()
                    .allMatch(c -> siblings.columns().containsKey(c) || reach.contains(c));
            if (!known) {
                continue;
            }
            if (condition.columns().stream().anyMatch(own::contains)) {
                links.add(condition);
            } else {
                others.add(siblings.print(condition));
            }
        }
        return links.isEmpty() ? List.of() : List.of(exists(siblings.where(others), links));
    }

    /**
     * Conditions on the rows of a correlated subquery, over columns of the block around it: they may stand where the planner would not take them.
     *
     * @param outer the block around
     * @param relation what the subquery reads
     * @param conditions conditions over both
     * @return those that can be taken down, with the outer columns written out
     */
    static List<Scalar> correlated(Block outer, Relation relation, List<Scalar> conditions) {
        Set<ColumnId> own = new HashSet<>(relation.columns());
        Set<ColumnId> reach = reach(relation);
        List<Scalar> result = new ArrayList<>();
        for (Scalar condition : conditions) {
            boolean known = condition.columns().stream()
                    .allMatch(c -> own.contains(c)
                            ? reach.contains(c)
                            : outer.columns().containsKey(c));
            if (known) {
                List<Scalar.Term> terms = new ArrayList<>();
                for (Scalar.Term term : condition.terms()) {
                    String text = term instanceof Scalar.Reference ref && !own.contains(ref.column())
                            ? outer.columns().get(ref.column())
                            : null;
                    terms.add(text == null ? term : new Scalar.Token(text));
                }
                result.add(new Scalar(terms));
            }
        }
        return result;
    }

    /** {@code EXISTS} over a block, with conditions whose other columns stay references. */
    static Scalar exists(Block block, List<Scalar> links) {
        List<Scalar.Term> terms = new ArrayList<>();
        String head = "EXISTS (SELECT FROM " + String.join(", ", block.from()) + " WHERE "
                + block.where().stream().map(c -> c + " AND ").collect(Collectors.joining());
        terms.add(new Scalar.Token(head.stripTrailing()));
        for (int i = 0; i < links.size(); i++) {
            if (i > 0) {
                terms.add(new Scalar.Token("AND"));
            }
            for (Scalar.Term term : links.get(i).terms()) {
                String text =
                        term instanceof Scalar.Reference ref ? block.columns().get(ref.column()) : null;
                terms.add(text == null ? term : new Scalar.Token(text));
            }
        }
        terms.add(new Scalar.Token(")"));
        return new Scalar(terms);
    }
}
