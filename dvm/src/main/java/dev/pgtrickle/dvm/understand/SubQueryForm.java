package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Piece;
import dev.pgtrickle.dvm.syntax.Piece.Token;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.QueryBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a query in an expression is for, together with what belongs to it.
 *
 * <p>The server puts all of these in parentheses of their own, but for {@link Array} and {@link Single}.
 */
sealed interface SubQueryForm {

    /**
     * The query.
     *
     * @return the query in the parentheses
     */
    Query query();

    /** {@code EXISTS (query)}. */
    record Exists(Query query) implements SubQueryForm {}

    /**
     * {@code (a, b) = ANY (query)}, also printed as IN, or with ALL.
     *
     * @param left the operands on the left
     * @param operator the operator's tokens
     * @param reach whether the comparison is to hold for any row, or for all
     * @param query the query
     */
    record Quantified(List<Expression> left, List<Token> operator, Reach reach, Query query) implements SubQueryForm {}

    /** For how many rows a comparison is to hold. */
    enum Reach {
        ANY,
        ALL
    }

    /**
     * {@code (a, b) < (query)}, with a query of several columns and at most one row.
     *
     * @param left the operands on the left
     * @param operator the operator's tokens
     * @param query the query
     */
    record RowComparison(List<Expression> left, List<Token> operator, Query query) implements SubQueryForm {}

    /** {@code (query)}: the value of its only row, or null. */
    record Single(Query query) implements SubQueryForm {}

    /** {@code ARRAY(query)}. */
    record Array(Query query) implements SubQueryForm {}

    /**
     * Reads the content of a pair of parentheses.
     *
     * @param content everything between them
     * @return nothing when it is an expression that merely contains a query
     */
    static Optional<SubQueryForm> ofGroup(List<Piece> content) {
        int last = content.size() - 1;
        if (last < 1
                || !(content.get(last) instanceof Piece.SubQuery sub)
                || !(content.get(last - 1) instanceof Token before)) {
            return Optional.empty();
        }
        Query query = sub.query();
        List<Piece> rest = content.subList(0, last - 1);
        if (before.isKeyword("EXISTS")) {
            return rest.isEmpty() ? Optional.of(new Exists(query)) : Optional.empty();
        }
        if (before.isKeyword("IN")) {
            List<Token> equals = List.of(new Token(Token.Kind.OPERATOR, "="));
            return Optional.of(new Quantified(operands(rest), equals, Reach.ANY, query));
        }
        if (before.isKeyword("ANY") || before.isKeyword("ALL")) {
            Reach reach = before.isKeyword("ANY") ? Reach.ANY : Reach.ALL;
            int start = operatorStart(rest);
            return Optional.of(new Quantified(operands(rest.subList(0, start)), tokens(rest, start), reach, query));
        }
        if (width(query) > 1) {
            List<Piece> both = content.subList(0, last);
            int start = operatorStart(both);
            return Optional.of(new RowComparison(operands(both.subList(0, start)), tokens(both, start), query));
        }
        return Optional.empty();
    }

    /** Whether a piece before a query says what the query is for. */
    static boolean belongsToNext(Piece piece) {
        return piece instanceof Token token
                && (token.isKeyword("EXISTS")
                        || token.isKeyword("IN")
                        || token.isKeyword("ANY")
                        || token.isKeyword("ALL"));
    }

    /** Where the operator at the end begins: one token, or {@code OPERATOR(schema.op)}. */
    private static int operatorStart(List<Piece> pieces) {
        int start = pieces.size() - 1;
        if (pieces.get(start) instanceof Token token && token.is(")")) {
            while (!(pieces.get(start) instanceof Token t && t.isKeyword("OPERATOR"))) {
                start--;
            }
        }
        return start;
    }

    private static List<Token> tokens(List<Piece> pieces, int start) {
        List<Token> tokens = new ArrayList<>();
        for (Piece piece : pieces.subList(start, pieces.size())) {
            if (!(piece instanceof Token token)) {
                throw new IllegalStateException("not an operator: " + pieces);
            }
            tokens.add(token);
        }
        return tokens;
    }

    /** One operand, or those of a list in parentheses. */
    private static List<Expression> operands(List<Piece> left) {
        boolean list = left.getFirst() instanceof Token open && open.is("(") && closing(left, 0) == left.size() - 1;
        List<Piece> content = list ? left.subList(1, left.size() - 1) : left;
        List<Expression> operands = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i) instanceof Token token) {
                if (token.is("(") || token.is("[")) {
                    depth++;
                } else if (token.is(")") || token.is("]")) {
                    depth--;
                } else if (depth == 0 && token.is(",")) {
                    operands.add(new Expression(content.subList(start, i)));
                    start = i + 1;
                }
            }
        }
        operands.add(new Expression(content.subList(start, content.size())));
        return operands.size() == 1 ? List.of(new Expression(left)) : List.copyOf(operands);
    }

    /**
     * The parenthesis that closes one.
     *
     * @param pieces an expression
     * @param open where a parenthesis opens
     * @return where it closes
     */
    static int closing(List<Piece> pieces, int open) {
        int depth = 0;
        for (int i = open; i < pieces.size(); i++) {
            if (pieces.get(i) instanceof Token token) {
                depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
                if (depth == 0) {
                    return i;
                }
            }
        }
        throw new IllegalStateException("parentheses do not match: " + pieces);
    }

    /**
     * How many columns a query has.
     *
     * @param query the query
     * @return the number of its output columns
     */
    static int width(Query query) {
        return switch (query.body()) {
            case QueryBody.Select select -> select.targets().size();
            case QueryBody.SetOperation operation -> width(operation.operands().getFirst());
            case QueryBody.Values values -> values.rows().getFirst().size();
        };
    }
}
