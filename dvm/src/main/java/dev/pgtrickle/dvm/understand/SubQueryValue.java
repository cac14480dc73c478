package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.List;

/** A query in an expression that was built and waits for the relation whose rows it is computed for. */
interface SubQueryValue {

    /**
     * The operands beside it.
     *
     * @return expressions over the relation
     */
    List<Scalar> operands();

    /**
     * The query.
     *
     * @return its tree, which may have free columns
     */
    Relation relation();

    /**
     * Joins what the query computes.
     *
     * @param operands the relation, with {@link #operands} over it
     * @param origin the relation before other queries were joined to it
     * @return a relation with the same rows, and the value over it
     */
    Computed attach(Computed operands, Relation origin);

    /**
     * Builds the query.
     *
     * @param form the query and what it is for
     * @param builder builds the tree
     * @param reader reads operands
     * @param inner what the query sees
     * @return the query's value
     */
    static SubQueryValue of(SubQueryForm form, TreeBuilder builder, ExpressionReader reader, Environment inner) {
        return switch (form) {
            case SubQueryForm.Exists exists -> ExistsValue.of(builder, exists.query(), inner);
            case SubQueryForm.Single single -> SingleValue.of(builder, single.query(), inner);
            case SubQueryForm.Quantified quantified ->
                new QuantifiedValue(
                        builder,
                        read(reader, quantified.left()),
                        quantified.operator(),
                        quantified.reach(),
                        builder.query(quantified.query(), inner),
                        () -> builder.query(quantified.query(), inner));
            case SubQueryForm.RowComparison comparison ->
                new RowComparisonValue(
                        read(reader, comparison.left()),
                        comparison.operator(),
                        SingleValue.of(builder, comparison.query(), inner));
            case SubQueryForm.Array array -> ArrayValue.of(builder, array.query(), inner);
        };
    }

    private static List<Scalar> read(ExpressionReader reader, List<Expression> operands) {
        return operands.stream().map(reader::read).toList();
    }
}
