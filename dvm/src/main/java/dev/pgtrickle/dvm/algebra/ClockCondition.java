package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A condition that depends on the time, cut into its comparisons.
 *
 * <p>Canonical text is fully parenthesised, so that at the top of a condition without its outer parentheses there is one comparison, or AND, OR
 * or NOT.
 */
public final class ClockCondition {

    private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "=", "<>");
    private static final Set<String> CONNECTIVES = Set.of("AND", "OR");

    /** What would make the text behind a comparison something else than an operand. */
    private static final Set<String> OTHERS =
            Set.of("IS", "IN", "BETWEEN", "LIKE", "ANY", "ALL", "SOME", "CASE", "NOT", "EXISTS");

    /**
     * A comparison of something in a row with something that depends on the time only.
     *
     * @param value what is in the row
     * @param time what depends on the time
     */
    public record Atom(Scalar value, Scalar time) {}

    private ClockCondition() {}

    /**
     * The comparisons with the time in a condition.
     *
     * @param condition a condition that depends on the time
     * @return all of them; nothing when the condition depends on the time in another way
     */
    public static Optional<List<Atom>> atoms(Scalar condition) {
        List<Atom> atoms = new ArrayList<>();
        return collect(condition.terms(), atoms) ? Optional.of(atoms) : Optional.empty();
    }

    private static boolean collect(List<Term> all, List<Atom> atoms) {
        List<Term> terms = withoutParentheses(all);
        if (terms.isEmpty() || !Clock.isRead(new Scalar(terms))) {
            return true;
        }
        List<Integer> connectives = places(terms, CONNECTIVES);
        if (!connectives.isEmpty()) {
            boolean understood = true;
            int start = 0;
            for (int place : connectives) {
                understood &= collect(terms.subList(start, place), atoms);
                start = place + 1;
            }
            return understood && collect(terms.subList(start, terms.size()), atoms);
        }
        if (terms.getFirst().equals(new Token("NOT"))) {
            return collect(terms.subList(1, terms.size()), atoms);
        }
        List<Integer> comparisons = places(terms, COMPARISONS);
        if (comparisons.size() != 1 || !places(terms, OTHERS).isEmpty()) {
            return false;
        }
        int place = comparisons.getFirst();
        if (place == 0 || place == terms.size() - 1) {
            return false;
        }
        Scalar left = new Scalar(terms.subList(0, place));
        Scalar right = new Scalar(terms.subList(place + 1, terms.size()));
        if (!Clock.isRead(left) && right.columns().isEmpty()) {
            return atoms.add(new Atom(left, right));
        }
        return !Clock.isRead(right) && left.columns().isEmpty() && atoms.add(new Atom(right, left));
    }

    /** The places of tokens outside of parentheses and brackets. */
    private static List<Integer> places(List<Term> terms, Set<String> wanted) {
        List<Integer> places = new ArrayList<>();
        int depth = 0;
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof Token token) {
                switch (token.text()) {
                    case "(", "[" -> depth++;
                    case ")", "]" -> depth--;
                    default -> {
                        if (depth == 0 && wanted.contains(token.text())) {
                            places.add(i);
                        }
                    }
                }
            }
        }
        return places;
    }

    private static List<Term> withoutParentheses(List<Term> terms) {
        List<Term> inner = terms;
        while (inner.size() > 2 && inner.getFirst().equals(new Token("(")) && closing(inner) == inner.size() - 1) {
            inner = inner.subList(1, inner.size() - 1);
        }
        return inner;
    }

    /** Where the parenthesis at the start is closed. */
    private static int closing(List<Term> terms) {
        int depth = 0;
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof Token token) {
                depth += token.text().equals("(") ? 1 : token.text().equals(")") ? -1 : 0;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return -1;
    }
}
