package dev.pgtrickle.dvm.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A scalar expression: PostgreSQL's own text as a sequence of pieces.
 *
 * <p>Two expressions are equal when they have the same pieces, so two occurrences of one subexpression are equal wherever they stand;
 * spacing is a matter of printing. A subexpression is a run of pieces and can be looked for with {@link
 * java.util.Collections#indexOfSubList}: operators are always parenthesised, so no run of whole operands and their parentheses means
 * something else than it says.
 *
 * @param pieces the pieces in order, at least one
 */
public record Expression(List<Piece> pieces) {

    /** Copies the list. */
    public Expression {
        pieces = List.copyOf(pieces);
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException("an expression cannot be empty");
        }
    }

    /**
     * An expression of given pieces.
     *
     * @param pieces the pieces in order
     * @return the expression
     */
    public static Expression of(Piece... pieces) {
        return new Expression(Arrays.asList(pieces));
    }

    /**
     * The expression without parentheses around the whole. GROUP BY and ORDER BY put a call into parentheses that the target list does
     * not, so expressions of different clauses are compared in this form.
     *
     * @return the same value, not parenthesised
     */
    public Expression withoutParentheses() {
        int outer = 0;
        while (isParenthesised(outer, pieces.size() - outer)) {
            outer++;
        }
        return outer == 0 ? this : new Expression(pieces.subList(outer, pieces.size() - outer));
    }

    /**
     * The operands of AND, if this is one. PostgreSQL prints every AND, OR and NOT in parentheses of its own, so what stands between the
     * outermost ANDs is whole operands.
     *
     * <pre>
     * before: ((a = 1) AND ((b = 2) OR c) AND d)      after: (a = 1), ((b = 2) OR c), d
     * </pre>
     *
     * @return expressions that are all true exactly when this one is; this one alone when it is no AND
     */
    public List<Expression> conjuncts() {
        List<Piece> bare = withoutParentheses().pieces;
        List<Expression> operands = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < bare.size(); i++) {
            if (bare.get(i) instanceof Piece.Token token) {
                if (token.is("(") || token.is("[") || token.isKeyword("CASE")) {
                    depth++;
                } else if (token.is(")") || token.is("]") || token.isKeyword("END")) {
                    depth--;
                } else if (depth == 0 && token.isKeyword("AND")) {
                    operands.add(new Expression(bare.subList(start, i)));
                    start = i + 1;
                }
            }
        }
        if (operands.isEmpty()) {
            return List.of(this);
        }
        operands.add(new Expression(bare.subList(start, bare.size())));
        return List.copyOf(operands);
    }

    /** Whether the pieces from start to end are one group in parentheses that is not empty and not a list. */
    private boolean isParenthesised(int start, int end) {
        if (end - start < 3 || !isToken(start, "(") || !isToken(end - 1, ")")) {
            return false;
        }
        int depth = 0;
        for (int i = start; i < end; i++) {
            if (isToken(i, "(") || isToken(i, "[")) {
                depth++;
            } else if (isToken(i, ")") || isToken(i, "]")) {
                depth--;
            }
            boolean closedTooEarly = depth == 0 && i < end - 1;
            if (closedTooEarly || (depth == 1 && isToken(i, ","))) {
                return false;
            }
        }
        return true;
    }

    private boolean isToken(int index, String symbol) {
        return pieces.get(index) instanceof Piece.Token token && token.is(symbol);
    }
}
