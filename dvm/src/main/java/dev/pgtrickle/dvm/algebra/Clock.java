package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The time in expressions: {@code now()} and its other names, all of which mean the start of the transaction.
 *
 * <p>Contents are those of the query at the time of the transaction that last changed them. In a refresh, {@code now()} is the new time by itself;
 * the time before is a parameter of the function that applies changes.
 */
public final class Clock {

    /** How a maintenance function names the time of the contents as they are stored. */
    private static final Token BEFORE = new Token("$6");

    private static final Set<String> FUNCTIONS = Set.of("now", "transaction_timestamp", "statement_timestamp");
    private static final Set<String> CONSTRUCTS = Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_DATE");

    private Clock() {}

    /**
     * Whether an expression depends on the time.
     *
     * @param scalar the expression
     * @return true when it has one of the names of the time
     */
    public static boolean isRead(Scalar scalar) {
        for (int i = 0; i < scalar.terms().size(); i++) {
            if (lengthAt(scalar.terms(), i) > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the rows of a relation depend on the time. Only filters may.
     *
     * @param relation the relation
     * @return true when a filter in it does
     */
    public static boolean isRead(Relation relation) {
        return relation instanceof Relation.Filter filter
                        && filter.conditions().stream().anyMatch(Clock::isRead)
                || relation.inputs().stream().anyMatch(Clock::isRead);
    }

    /**
     * An expression with one name of the time only, that of the transaction.
     *
     * @param scalar an expression
     * @return the same, where {@code statement_timestamp()} is {@code now()}: a refresh is one moment
     */
    public static Scalar now(Scalar scalar) {
        return replace(scalar, List.of(new Token("now"), new Token("("), new Token(")")));
    }

    /**
     * An expression at the time of the contents as they are stored.
     *
     * @param scalar an expression
     * @return the expression over the parameter of a maintenance function
     */
    public static Scalar before(Scalar scalar) {
        return replace(scalar, List.of(BEFORE));
    }

    private static Scalar replace(Scalar scalar, List<Term> time) {
        List<Term> result = new ArrayList<>();
        List<Term> terms = scalar.terms();
        int i = 0;
        while (i < terms.size()) {
            int length = lengthAt(terms, i);
            if (length == 0) {
                result.add(terms.get(i++));
                continue;
            }
            String name = ((Token) terms.get(i)).text();
            if (FUNCTIONS.contains(name) || name.equals("CURRENT_TIMESTAMP") && length == 1) {
                result.addAll(time);
            } else {
                result.add(new Token("CAST"));
                result.add(new Token("("));
                result.addAll(time);
                result.add(new Token("AS"));
                result.add(new Token(name.equals("CURRENT_DATE") ? "date" : "timestamp"));
                result.addAll(terms.subList(i + 1, i + length));
                if (!name.equals("CURRENT_DATE")) {
                    result.add(new Token(name.equals("LOCALTIMESTAMP") ? "without time zone" : "with time zone"));
                }
                result.add(new Token(")"));
            }
            i += length;
        }
        return new Scalar(result);
    }

    /** How many terms a name of the time takes at a place, with its parentheses; 0 when there is none. */
    private static int lengthAt(List<Term> terms, int place) {
        if (!(terms.get(place) instanceof Token token)) {
            return 0;
        }
        if (CONSTRUCTS.contains(token.text())) {
            return isToken(terms, place + 1, "(")
                            && isToken(terms, place + 3, ")")
                            && !token.text().equals("CURRENT_DATE")
                    ? 4
                    : 1;
        }
        boolean call =
                FUNCTIONS.contains(token.text()) && isToken(terms, place + 1, "(") && isToken(terms, place + 2, ")");
        return call && !isToken(terms, place - 1, ".") ? 3 : 0;
    }

    private static boolean isToken(List<Term> terms, int place, String text) {
        return place >= 0 && place < terms.size() && terms.get(place).equals(new Token(text));
    }
}
