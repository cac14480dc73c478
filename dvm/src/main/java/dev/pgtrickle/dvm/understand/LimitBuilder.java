package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.TopK;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Limit;
import dev.pgtrickle.dvm.syntax.Piece;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds ORDER BY with LIMIT, OFFSET or FETCH: the first rows of all. */
final class LimitBuilder {

    private LimitBuilder() {}

    /**
     * The first rows of a relation.
     *
     * @param input the relation
     * @param order the sort keys over its columns
     * @param limit which rows
     */
    static Relation first(Relation input, SortKeys order, Limit limit) {
        Optional<Scalar> offset = number("OFFSET", limit.offset());
        Optional<Scalar> count = number("LIMIT", limit.count());
        if (offset.isEmpty() && count.isEmpty()) {
            return input;
        }
        if (order.items().isEmpty()) {
            throw NotMaintainable.because(
                    "LIMIT without ORDER BY", "takes arbitrary rows", "Say by ORDER BY which rows you want.");
        }
        if (limit.ties() == Limit.Ties.CUT || offset.isEmpty()) {
            return top(input, order, offset, count, limit.ties());
        }
        // Which of equal rows are left out at first is decided like any cut; ties with the last row are kept among the
        // rest.
        Relation rest = top(input, order, offset, Optional.empty(), Limit.Ties.CUT);
        return top(rest, order, Optional.empty(), count, Limit.Ties.KEPT);
    }

    private static Relation top(
            Relation input, SortKeys order, Optional<Scalar> offset, Optional<Scalar> count, Limit.Ties ties) {
        return new TopK(
                input,
                List.of(),
                order.items(),
                offset,
                count,
                switch (ties) {
                    case CUT -> TopK.Ties.CUT;
                    case KEPT -> TopK.Ties.KEPT;
                });
    }

    /** A number of rows; nothing for ALL, and for OFFSET 0. */
    private static Optional<Scalar> number(String clause, @Nullable Expression expression) {
        if (expression == null) {
            return Optional.empty();
        }
        Expression bare = expression.withoutParentheses();
        if (bare.pieces().getFirst() instanceof Piece.Token token) {
            boolean alone = bare.pieces().size() == 1;
            if (alone && (token.isKeyword("ALL") || token.isKeyword("NULL"))) {
                return Optional.empty();
            }
            if (alone && token.kind() == Piece.Token.Kind.NUMBER && isInteger(token.text())) {
                boolean nothing = clause.equals("OFFSET") && token.text().equals("0");
                return nothing ? Optional.empty() : Optional.of(Scalar.tokens(token.text()));
            }
        }
        throw NotMaintainable.because(
                clause + " with an expression", "is not maintained incrementally", "Write a plain number.");
    }

    private static boolean isInteger(String text) {
        return text.chars().allMatch(Character::isDigit);
    }
}
