package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.Optional;

/** The types of columns that a tree itself tells: those of tables and aggregations, also where projections hand them on. */
public final class KnownTypes {

    private KnownTypes() {}

    /**
     * The type of a column.
     *
     * @param relation the tree that produces it
     * @param column the column
     * @return nothing when the server must be asked
     */
    public static Optional<SqlType> of(Relation relation, ColumnId column) {
        Optional<SqlType> own = switch (relation) {
            case Relation.Scan scan ->
                scan.bindings().stream()
                        .filter(b -> b.id().equals(column))
                        .map(b -> b.column().type())
                        .findFirst();
            case Relation.Aggregate aggregate -> aggregate(aggregate, column);
            case Relation.SelfReference self ->
                self.fields().stream()
                        .filter(f -> f.id().equals(column))
                        .map(Relation.SelfReference.Field::type)
                        .findFirst();
            case Relation.Fixpoint fixpoint -> {
                int at = fixpoint.columns().indexOf(column);
                yield at < 0
                        ? Optional.empty()
                        : Optional.of(fixpoint.self().fields().get(at).type());
            }
            case Relation.Project project ->
                project.projections().stream()
                        .filter(p -> p.id().equals(column))
                        .map(Projection::expression)
                        .findFirst()
                        .flatMap(e -> of(project.input(), e));
            default -> Optional.empty();
        };
        return own.or(() ->
                relation.inputs().stream().flatMap(i -> of(i, column).stream()).findFirst());
    }

    /**
     * The type of an expression that is just a column.
     *
     * @param relation the tree that produces it
     * @param expression an expression over its columns
     * @return nothing when the server must be asked
     */
    public static Optional<SqlType> of(Relation relation, Scalar expression) {
        return expression.atomic() && expression.terms().getFirst() instanceof Reference reference
                ? of(relation, reference.column())
                : Optional.empty();
    }

    private static Optional<SqlType> aggregate(Relation.Aggregate aggregate, ColumnId column) {
        return aggregate.keys().stream()
                .filter(k -> k.id().equals(column))
                .map(Relation.Aggregate.Key::type)
                .findFirst()
                .or(() -> aggregate.calls().stream()
                        .filter(c -> c.id().equals(column))
                        .map(c -> c.call().resultType())
                        .findFirst());
    }
}
