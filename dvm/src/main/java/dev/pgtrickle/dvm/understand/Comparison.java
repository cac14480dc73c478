package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Piece.Token;
import java.util.List;

/** Writes the comparison of operands with the columns of a subquery, as the server reads it in {@code (a, b) op (query)}. */
final class Comparison {

    /** OIDs below this belong to the system, whose operators are null only for null operands. */
    private static final long FIRST_USER_OID = 16384;

    private Comparison() {}

    /** The comparison; of several operands, one of rows. */
    static Scalar of(List<Scalar> left, List<Token> operator, List<Scalar> right) {
        Phrase phrase = new Phrase().text("(");
        row(phrase, left);
        operator.forEach(t -> phrase.text(t.text()));
        row(phrase, right);
        return phrase.text(")").end();
    }

    private static void row(Phrase phrase, List<Scalar> operands) {
        if (operands.size() == 1) {
            phrase.operand(operands.getFirst());
            return;
        }
        phrase.text("ROW", "(");
        for (int i = 0; i < operands.size(); i++) {
            if (i > 0) {
                phrase.text(",");
            }
            phrase.verbatim(operands.get(i));
        }
        phrase.text(")");
    }

    /** For equality, one condition for each operand, so that each can serve as the key of a join; they are all true exactly when it is. */
    static List<Scalar> conditions(List<Scalar> left, List<Token> operator, List<Scalar> right) {
        if (!isEquality(operator)) {
            return List.of(of(left, operator, right));
        }
        return java.util.stream.IntStream.range(0, left.size())
                .mapToObj(i -> of(List.of(left.get(i)), operator, List.of(right.get(i))))
                .toList();
    }

    /** Whether a comparison of values of a type is null only if one of them is, and IS NULL tells so. */
    static boolean isNullOnlyForNull(SqlType type) {
        return type.facts().oid() < FIRST_USER_OID
                && !type.facts().composite()
                && type.facts().groupable()
                && type.facts().equality().schema().equals(new Identifier("pg_catalog"));
    }

    static boolean isEquality(List<Token> operator) {
        return operator.size() == 1 && operator.getFirst().is("=");
    }

    static List<Scalar> columns(List<ColumnId> columns) {
        return columns.stream().map(Scalar::of).toList();
    }

    /** {@code (condition IS NOT TRUE)} and the like. */
    static Scalar is(Scalar condition, String... test) {
        return new Phrase()
                .text("(")
                .operand(condition)
                .text("IS")
                .text(test)
                .text(")")
                .end();
    }
}
