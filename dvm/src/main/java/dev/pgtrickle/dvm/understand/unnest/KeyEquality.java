package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.algebra.Scalar.Token;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Collation;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A condition {@code inner = outer} that fits exactly one group when grouped by its inner side.
 *
 * <p>That needs an equality that means the same as grouping does: the operator {@code =} between values of one type (or integers of any size)
 * under one collation, or under collations in which equal means identical.
 *
 * @param inner an expression over the columns of the subquery only
 * @param type its type
 * @param outer an expression over columns of the query around it, or constant
 */
record KeyEquality(Scalar inner, SqlType type, Scalar outer) {

    private static final Set<Long> INTEGERS = Set.of(Oid.INT2, Oid.INT4, Oid.INT8);
    private static final Set<String> OPENING = Set.of("(", "[", "CASE");
    private static final Set<String> CLOSING = Set.of(")", "]", "END");
    private static final Set<String> NO_OPERAND = Set.of("ANY", "ALL", "SOME");

    /**
     * Reads a condition.
     *
     * @param condition the condition as the server prints it
     * @param outer the columns of the query around
     * @param relation what the inner side is computed over
     * @param columns knows types
     * @return nothing for any other condition
     */
    static Optional<KeyEquality> read(Scalar condition, Set<ColumnId> outer, Relation relation, Columns columns) {
        return sides(condition).flatMap(sides -> {
            Scalar left = sides.getFirst();
            Scalar right = sides.getLast();
            if (isInner(left, outer) && isOuter(right, outer)) {
                return typed(left, right, relation, columns);
            }
            return isInner(right, outer) && isOuter(left, outer)
                    ? typed(right, left, relation, columns)
                    : Optional.empty();
        });
    }

    private static boolean isInner(Scalar side, Set<ColumnId> outer) {
        return !side.columns().isEmpty() && Collections.disjoint(side.columns(), outer);
    }

    private static boolean isOuter(Scalar side, Set<ColumnId> outer) {
        return outer.containsAll(side.columns());
    }

    private static Optional<KeyEquality> typed(Scalar inner, Scalar outer, Relation relation, Columns columns) {
        List<SqlType> types = columns.types(relation, List.of(inner, outer));
        SqlType one = types.getFirst();
        SqlType other = types.getLast();
        boolean comparable =
                one.base() == other.base() || INTEGERS.contains(one.base()) && INTEGERS.contains(other.base());
        boolean grouping =
                one.facts().groupable() && one.facts().equality().symbol().equals("=");
        return comparable && grouping && sameCollation(one.collation(), other.collation())
                ? Optional.of(new KeyEquality(inner, one, outer))
                : Optional.empty();
    }

    private static boolean sameCollation(Optional<Collation> one, Optional<Collation> other) {
        return one.equals(other)
                || one.map(Collation::deterministic).orElse(true)
                        && other.map(Collation::deterministic).orElse(true);
    }

    /** The operands of {@code (a = b)}; the server prints every operator with parentheses of its own. */
    private static Optional<List<Scalar>> sides(Scalar condition) {
        List<Term> terms = unparenthesised(condition.terms());
        int depth = 0;
        int equals = -1;
        for (int i = 0; i < terms.size(); i++) {
            String text = text(terms.get(i));
            if (OPENING.contains(text)) {
                depth++;
            } else if (CLOSING.contains(text)) {
                depth--;
            } else if (depth == 0 && text.equals("=")) {
                if (equals >= 0) {
                    return Optional.empty();
                }
                equals = i;
            } else if (depth == 0 && NO_OPERAND.contains(text)) {
                return Optional.empty();
            }
        }
        return equals <= 0 || equals == terms.size() - 1
                ? Optional.empty()
                : Optional.of(List.of(
                        new Scalar(terms.subList(0, equals)), new Scalar(terms.subList(equals + 1, terms.size()))));
    }

    private static List<Term> unparenthesised(List<Term> terms) {
        List<Term> bare = terms;
        while (isGroup(bare)) {
            bare = bare.subList(1, bare.size() - 1);
        }
        return bare;
    }

    private static boolean isGroup(List<Term> terms) {
        if (terms.size() < 3 || !text(terms.getFirst()).equals("(")) {
            return false;
        }
        int depth = 0;
        for (int i = 0; i < terms.size(); i++) {
            String text = text(terms.get(i));
            depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
            if (depth == 0) {
                return i == terms.size() - 1;
            }
        }
        return false;
    }

    private static String text(Term term) {
        return term instanceof Token token ? token.text() : "";
    }
}
