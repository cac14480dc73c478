package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Call;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.Optional;

/**
 * What expressions of a query reach beyond the columns of its FROM items.
 *
 * @param builder builds the tree
 * @param environment the surroundings of the query
 */
record Enclosing(TreeBuilder builder, Environment environment) {

    /** What a reference to a query around this one, or a merged column of it, means. */
    Optional<Scalar> outer(Piece reference) {
        return environment.outer().flatMap(o -> o.find(reference));
    }

    /** The value of a query within an expression. */
    Scalar subQuery(SubQueryForm form, ExpressionReader reader, Scope scope) {
        return Scalar.of(builder.subQueries()
                .add(form, reader, environment.within(new OuterQuery(reader, scope, builder.outerTypes()))));
    }

    /** An aggregate call where this query computes none belongs to a query around it. */
    void refuseOuterAggregate(Call call) {
        if (environment.outer().isPresent() && builder.aggregates().contains(call)) {
            throw NotMaintainable.because(
                    "An aggregate of one query within another one", "is not maintained incrementally");
        }
    }
}
