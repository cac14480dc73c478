package dev.pgtrickle.dvm.algebra;

/** Whether a tree is more than filters, projections and inner joins of tables, below at most one aggregation at its top. */
public final class NestedOperators {

    private NestedOperators() {}

    /**
     * Whether a tree has operators that work on computed rows, whose types must be known.
     *
     * @param relation the tree
     * @return false for a select-project-join query, grouped or not
     */
    public static boolean in(Relation relation) {
        return switch (relation) {
            case Relation.Project project -> in(project.input());
            // Groups that time shows or hides are rows like others.
            case Relation.Filter filter when filter.conditions().stream().anyMatch(Clock::isRead) -> !isProduct(filter);
            case Relation.Filter filter -> in(filter.input());
            case Relation.Aggregate aggregate -> !isProduct(aggregate.input());
            default -> !isProduct(relation);
        };
    }

    /**
     * Whether a relation is a select-project-join query.
     *
     * @param relation the relation
     * @return true when it has no other operators
     */
    public static boolean isProduct(Relation relation) {
        boolean product = relation instanceof Relation.Scan
                || relation instanceof Relation.Filter
                || relation instanceof Relation.Project
                || relation instanceof Relation.Join;
        return product && relation.inputs().stream().allMatch(NestedOperators::isProduct);
    }
}
