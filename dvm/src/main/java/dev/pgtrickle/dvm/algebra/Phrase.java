package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.source.Operator;
import java.util.ArrayList;
import java.util.List;

/** Composes an expression of tokens and operands. */
public final class Phrase {

    private final List<Term> terms = new ArrayList<>();

    /** An empty phrase. */
    public Phrase() {}

    /**
     * Adds tokens.
     *
     * @param tokens tokens of PostgreSQL's lexical grammar
     * @return this phrase
     */
    public Phrase text(String... tokens) {
        for (String token : tokens) {
            terms.add(new Token(token));
        }
        return this;
    }

    /**
     * Adds an expression that keeps its meaning wherever it stands.
     *
     * @param expression the expression, which is parenthesised unless it is a single term
     * @return this phrase
     */
    public Phrase operand(Scalar expression) {
        if (expression.atomic() || isGroup(expression.terms())) {
            return verbatim(expression);
        }
        return text("(").verbatim(expression).text(")");
    }

    /**
     * Adds an expression as it is.
     *
     * @param expression the expression
     * @return this phrase
     */
    public Phrase verbatim(Scalar expression) {
        terms.addAll(expression.terms());
        return this;
    }

    /**
     * Adds a column.
     *
     * @param column the column
     * @return this phrase
     */
    public Phrase column(ColumnId column) {
        terms.add(new Reference(column));
        return this;
    }

    /**
     * Adds an operator with its schema.
     *
     * @param operator the operator
     * @return this phrase
     */
    public Phrase operator(Operator operator) {
        return operator.schema().name().equals("pg_catalog")
                ? text(operator.symbol())
                : text("OPERATOR", "(", operator.schema().sql(), ".", operator.symbol(), ")");
    }

    /**
     * The expression.
     *
     * @return tokens and operands in the order of their adding
     */
    public Scalar end() {
        return new Scalar(terms);
    }

    /** Whether terms are one group in parentheses. */
    private static boolean isGroup(List<Term> terms) {
        int depth = 0;
        for (int i = 0; i < terms.size(); i++) {
            String text = terms.get(i) instanceof Token token ? token.text() : "";
            depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
            if (depth == 0) {
                return i > 0 && i == terms.size() - 1;
            }
        }
        return false;
    }
}
