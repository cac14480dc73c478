package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Relation.Scan.Binding;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Which columns of a relation are certainly not null.
 *
 * <p>Law: what a table declares NOT NULL stays so up to the nullable side of an outer join.
 */
public final class NeverNull {

    private static final QualifiedName COUNT = QualifiedName.of("pg_catalog", "count");

    /** A subtree may stand in many places; it is looked at once. */
    private final IdentityHashMap<Relation, Set<ColumnId>> known = new IdentityHashMap<>();

    private NeverNull() {}

    /**
     * Whether an expression over a relation is certainly not null: it is a column that is.
     *
     * @param relation the relation
     * @param expression an expression over its columns
     * @return true when it is known
     */
    public static boolean holds(Relation relation, Scalar expression) {
        return expression.atomic()
                && expression.terms().getFirst() instanceof Scalar.Reference
                && isOne(columns(relation), expression);
    }

    /**
     * The columns that are certainly not null, also those below projections that an expression may have been resolved to.
     *
     * @param relation the relation
     * @return column ids
     */
    public static Set<ColumnId> columns(Relation relation) {
        return new NeverNull().of(relation);
    }

    private static boolean isOne(Set<ColumnId> columns, Scalar expression) {
        return expression.atomic()
                && expression.terms().getFirst() instanceof Scalar.Reference reference
                && columns.contains(reference.column());
    }

    private Set<ColumnId> of(Relation relation) {
        Set<ColumnId> columns = known.get(relation);
        if (columns == null) {
            columns = find(relation);
            known.put(relation, columns);
        }
        return columns;
    }

    private Set<ColumnId> find(Relation relation) {
        Set<ColumnId> found = new HashSet<>();
        switch (relation) {
            case Relation.Scan scan ->
                scan.bindings().stream()
                        .filter(b -> b.column().notNull())
                        .map(Binding::id)
                        .forEach(found::add);
            case Relation.Project project -> {
                Set<ColumnId> input = of(project.input());
                found.addAll(input);
                project.projections().stream()
                        .filter(p -> isOne(input, p.expression()))
                        .forEach(p -> found.add(p.id()));
            }
            case Relation.Join join -> join.inputs().forEach(i -> found.addAll(of(i)));
            case Relation.OuterJoin join -> {
                if (join.kind() == Relation.OuterJoin.Kind.LEFT) {
                    found.addAll(of(join.left()));
                }
            }
            case Relation.SemiJoin join -> found.addAll(of(join.left()));
            case Relation.Aggregate aggregate -> {
                Set<ColumnId> input = of(aggregate.input());
                aggregate.keys().stream()
                        .filter(k -> isOne(input, k.expression()))
                        .forEach(k -> found.add(k.id()));
                aggregate.calls().stream()
                        .filter(c -> c.call().function().equals(COUNT))
                        .forEach(c -> found.add(c.id()));
            }
            case Relation.UnionAll union -> {
                for (int i = 0; i < union.columns().size(); i++) {
                    int at = i;
                    if (union.branches().stream()
                            .allMatch(b -> isOne(of(b.relation()), b.values().get(at)))) {
                        found.add(union.columns().get(i));
                    }
                }
            }
            case Relation.Filter filter -> found.addAll(of(filter.input()));
            case Relation.TableFunction function -> found.addAll(of(function.input()));
            case Relation.Window window -> found.addAll(of(window.input()));
            case Relation.TopK top -> found.addAll(of(top.input()));
            case Relation.Values values -> {}
            case Relation.SelfReference self -> {}
            case Relation.Fixpoint fixpoint -> {}
        }
        return found;
    }
}
