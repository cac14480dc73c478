package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The types of columns that a tree itself tells: those of tables and aggregations, also where projections hand them on. */
public final class KnownTypes {

    private KnownTypes() {}

    /**
     * The types of all columns that a tree tells.
     *
     * @param relation the tree
     * @return the types of columns of its operators; for the others the server must be asked
     */
    public static Map<ColumnId, SqlType> in(Relation relation) {
        Map<ColumnId, SqlType> known = new HashMap<>();
        collect(relation, known, new IdentityHashMap<>());
        return known;
    }

    private static void collect(
            Relation relation, Map<ColumnId, SqlType> known, IdentityHashMap<Relation, Relation> visited) {
        if (visited.put(relation, relation) != null) {
            return;
        }
        relation.inputs().forEach(i -> collect(i, known, visited));
        switch (relation) {
            case Relation.Scan scan ->
                scan.bindings().forEach(b -> known.put(b.id(), b.column().type()));
            case Relation.Aggregate aggregate -> {
                aggregate.keys().forEach(k -> known.put(k.id(), k.type()));
                aggregate.calls().forEach(c -> known.put(c.id(), c.call().resultType()));
            }
            case Relation.SelfReference self -> self.fields().forEach(f -> known.put(f.id(), f.type()));
            case Relation.Fixpoint fixpoint -> {
                for (int i = 0; i < fixpoint.columns().size(); i++) {
                    known.put(
                            fixpoint.columns().get(i),
                            fixpoint.self().fields().get(i).type());
                }
            }
            case Relation.Project project ->
                project.projections()
                        .forEach(p ->
                                handedOn(p.expression()).map(known::get).ifPresent(type -> known.put(p.id(), type)));
            default -> {}
        }
    }

    private static Optional<ColumnId> handedOn(Scalar expression) {
        return expression.atomic() && expression.terms().getFirst() instanceof Reference reference
                ? Optional.of(reference.column())
                : Optional.empty();
    }

    /**
     * The type of a column.
     *
     * @param relation the tree that produces it
     * @param column the column
     * @return nothing when the server must be asked
     */
    public static Optional<SqlType> of(Relation relation, ColumnId column) {
        return Optional.ofNullable(in(relation).get(column));
    }

    /**
     * The type of an expression that is just a column.
     *
     * @param relation the tree that produces it
     * @param expression an expression over its columns
     * @return nothing when the server must be asked
     */
    public static Optional<SqlType> of(Relation relation, Scalar expression) {
        return handedOn(expression).flatMap(c -> of(relation, c));
    }
}
