package dev.pgtrickle.dvm.intermediate;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Scan.Binding;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.AccessPaths;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether few rows have to be read to find those rows of a relation that have given values in some columns.
 *
 * <p>It follows the ways on which conditions are taken down when a group is computed again: through filters, projections, joins, unions and the
 * keys of partitions, to an index of a table.
 */
final class Narrowing {

    /** A group of more rows than this is cheaper to keep than to read again for each change. */
    private static final double FEW = 10;

    private final AccessPaths paths;

    Narrowing(AccessPaths paths) {
        this.paths = paths;
    }

    /**
     * Whether an index helps.
     *
     * @param relation the relation
     * @param columns columns of it whose values are given
     * @return true if some table is read by an index that finds few rows
     */
    boolean finds(Relation relation, Set<ColumnId> columns) {
        if (columns.isEmpty()) {
            return false;
        }
        return switch (relation) {
            case Relation.Scan scan -> {
                Set<Integer> numbers = scan.bindings().stream()
                        .filter(b -> columns.contains(b.id()))
                        .map(Binding::column)
                        .map(c -> c.number())
                        .collect(Collectors.toSet());
                yield paths.rowsFound(scan.table().oid(), numbers).orElse(Double.MAX_VALUE) <= FEW;
            }
            case Relation.Filter filter -> finds(filter.input(), columns);
            case Relation.Project project -> {
                Set<ColumnId> below = new HashSet<>();
                project.projections().stream()
                        .filter(p -> columns.contains(p.id()))
                        .forEach(p -> addPlain(p.expression(), below));
                yield finds(project.input(), below);
            }
            case Relation.Join join -> join.inputs().stream().anyMatch(i -> finds(i, of(i, columns)));
            case Relation.OuterJoin join ->
                join.kind() == Relation.OuterJoin.Kind.LEFT && finds(join.left(), of(join.left(), columns));
            case Relation.SemiJoin join -> finds(join.left(), columns);
            case Relation.UnionAll union ->
                union.branches().stream().allMatch(b -> {
                    Set<ColumnId> below = new HashSet<>();
                    for (int i = 0; i < union.columns().size(); i++) {
                        if (columns.contains(union.columns().get(i))) {
                            addPlain(b.values().get(i), below);
                        }
                    }
                    return finds(b.relation(), below);
                });
            case Relation.TableFunction function -> finds(function.input(), of(function.input(), columns));
            case Relation.Values values -> true;
            case Relation.Fixpoint fixpoint -> false;
            case Relation.SelfReference self -> true;
            case Relation.Aggregate aggregate -> {
                Set<ColumnId> below = new HashSet<>();
                aggregate.keys().stream()
                        .filter(k -> columns.contains(k.id()))
                        .forEach(k -> addPlain(k.expression(), below));
                yield finds(aggregate.input(), below);
            }
            case Relation.Window window -> finds(window.input(), partition(window.partition(), columns));
            case Relation.TopK top -> finds(top.input(), partition(top.partition(), columns));
        };
    }

    private static Set<ColumnId> of(Relation relation, Set<ColumnId> columns) {
        Set<ColumnId> own = new HashSet<>(relation.columns());
        own.retainAll(columns);
        return own;
    }

    private static Set<ColumnId> partition(List<Scalar> partition, Set<ColumnId> columns) {
        Set<ColumnId> plain = new HashSet<>();
        partition.forEach(p -> addPlain(p, plain));
        plain.retainAll(columns);
        return plain;
    }

    /** An index on a column does not help with expressions over it. */
    private static void addPlain(Scalar expression, Set<ColumnId> columns) {
        if (expression.terms().size() == 1 && expression.terms().getFirst() instanceof Scalar.Reference reference) {
            columns.add(reference.column());
        }
    }
}
