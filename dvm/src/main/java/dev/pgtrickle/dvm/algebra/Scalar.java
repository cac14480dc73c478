package dev.pgtrickle.dvm.algebra;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A scalar expression: PostgreSQL's canonical text, cut into tokens, with every column reference lifted out. All of it was analysed by the
 * server; we never look inside a token.
 *
 * @param terms tokens and column references in order; never empty
 */
public record Scalar(List<Term> terms) {

    /** A piece of an expression. */
    public sealed interface Term {}

    /**
     * A token of PostgreSQL's lexical grammar: a keyword, name, literal, operator or punctuation.
     *
     * @param text its text
     */
    public record Token(String text) implements Term {}

    /**
     * A reference to a column of the operator below.
     *
     * @param column the column
     */
    public record Reference(ColumnId column) implements Term {}

    /** Copies the terms. */
    public Scalar {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("an expression has at least one term");
        }
    }

    /**
     * The expression that is just a column.
     *
     * @param column the column
     * @return a reference to it
     */
    public static Scalar of(ColumnId column) {
        return new Scalar(List.of(new Reference(column)));
    }

    /**
     * An expression of tokens only.
     *
     * @param tokens at least one token
     * @return the expression
     */
    public static Scalar tokens(String... tokens) {
        return new Scalar(List.of(tokens).stream().<Term>map(Token::new).toList());
    }

    /**
     * The columns that the expression reads.
     *
     * @return column ids in order of first use
     */
    public Set<ColumnId> columns() {
        Set<ColumnId> columns = new LinkedHashSet<>();
        for (Term term : terms) {
            if (term instanceof Reference r) {
                columns.add(r.column());
            }
        }
        return columns;
    }

    /**
     * Whether the expression can stand anywhere without parentheses around it.
     *
     * @return true for a single term
     */
    public boolean atomic() {
        return terms.size() == 1;
    }

    /**
     * The expression as an operand of another one.
     *
     * @return this one, parenthesised unless it is a single term
     */
    public Scalar operand() {
        if (atomic()) {
            return this;
        }
        List<Term> result = new ArrayList<>();
        result.add(new Token("("));
        result.addAll(terms);
        result.add(new Token(")"));
        return new Scalar(result);
    }

    /**
     * The expression without parentheses around a column that is all there is: {@code ((c1))} is {@code c1}.
     *
     * @return the column, or this one
     */
    public Scalar unwrapped() {
        int inner = terms.size() / 2;
        boolean wrapped = terms.get(inner) instanceof Reference
                && terms.subList(0, inner).stream().allMatch(new Token("(")::equals)
                && terms.subList(inner + 1, terms.size()).stream().allMatch(new Token(")")::equals);
        return wrapped ? new Scalar(List.of(terms.get(inner))) : this;
    }

    /**
     * Replaces columns by the expressions that define them. What is put in keeps its meaning: it is parenthesised unless it is a single
     * term. Expressions are evaluated once for every reference, which is sound because the compiler refuses volatile ones.
     *
     * @param definitions an expression for some or all columns
     * @return the expression over the columns that the definitions read
     */
    public Scalar substitute(Map<ColumnId, Scalar> definitions) {
        List<Term> result = new ArrayList<>();
        for (Term term : terms) {
            Scalar definition = term instanceof Reference r ? definitions.get(r.column()) : null;
            if (definition == null) {
                result.add(term);
            } else {
                result.addAll(definition.operand().terms());
            }
        }
        return new Scalar(result);
    }

    /**
     * Prints the expression.
     *
     * @param names how to write a column: an atomic SQL expression
     * @return SQL text
     */
    public String print(Function<ColumnId, String> names) {
        StringBuilder text = new StringBuilder();
        String previous = "(";
        for (Term term : terms) {
            String next = switch (term) {
                case Token t -> t.text();
                case Reference r -> names.apply(r.column());
            };
            if (Spacing.between(previous, next)) {
                text.append(' ');
            }
            text.append(next);
            previous = next;
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return print(ColumnId::toString);
    }

    /** Where a space makes an expression readable; leaving one out never joins two tokens into another. */
    private static final class Spacing {

        private static final Set<String> TIGHT_AFTER = Set.of("(", "[", ".", "::");
        private static final Set<String> TIGHT_BEFORE = Set.of(")", "]", ".", ",", "::", "[");

        static boolean between(String previous, String next) {
            if (TIGHT_AFTER.contains(previous) || TIGHT_BEFORE.contains(next)) {
                return false;
            }
            // A function's name stands close to its arguments; a keyword before a parenthesis reads the same either
            // way.
            return !(next.equals("(") && isWord(previous) && !isUpper(previous));
        }

        private static boolean isWord(String token) {
            char last = token.charAt(token.length() - 1);
            return Character.isLetterOrDigit(last) || last == '_' || last == '"';
        }

        private static boolean isUpper(String token) {
            return token.chars().noneMatch(Character::isLowerCase);
        }
    }
}
