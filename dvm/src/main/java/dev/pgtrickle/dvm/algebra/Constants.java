package dev.pgtrickle.dvm.algebra;

import java.util.List;
import java.util.Optional;

/**
 * Tells expressions that have the same value in every row because they read no column, also by way of projections. GROUP BY and ORDER BY do not
 * accept them as they are printed: they take a literal for the number of an output column.
 */
public final class Constants {

    private Constants() {}

    /**
     * Whether an expression is certainly a constant.
     *
     * @param relation what it is computed over
     * @param expression an expression over its columns
     * @return true when it reads no columns, or only such as are constants below
     */
    public static boolean is(Relation relation, Scalar expression) {
        return expression.columns().stream().allMatch(c -> is(relation, c));
    }

    private static boolean is(Relation relation, ColumnId column) {
        return switch (relation) {
            case Relation.Project project -> {
                Optional<Scalar> definition = project.projections().stream()
                        .filter(p -> p.id().equals(column))
                        .map(Relation.Project.Projection::expression)
                        .findFirst();
                yield definition.map(d -> is(project.input(), d)).orElse(false);
            }
            case Relation.Filter filter -> is(filter.input(), column);
            case Relation.SemiJoin join -> is(join.left(), column);
            case Relation.TableFunction function -> is(function.input(), column);
            case Relation.Join join -> isOfOne(join.inputs(), column);
            // What is null in a padded row is no constant.
            case Relation.OuterJoin join -> join.kind() == Relation.OuterJoin.Kind.LEFT && is(join.left(), column);
            case Relation.Scan s -> false;
            case Relation.Values v -> false;
            case Relation.Aggregate a -> false;
            case Relation.Window w -> false;
            case Relation.TopK t -> false;
            case Relation.UnionAll u -> false;
            case Relation.Fixpoint f -> false;
            case Relation.SelfReference s -> false;
        };
    }

    private static boolean isOfOne(List<Relation> relations, ColumnId column) {
        return relations.stream().anyMatch(r -> is(r, column));
    }
}
