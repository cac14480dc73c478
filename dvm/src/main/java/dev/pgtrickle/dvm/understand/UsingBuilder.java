package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Term;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.FromItem.Join;
import dev.pgtrickle.dvm.syntax.JoinCondition;
import dev.pgtrickle.dvm.understand.JoinBuilder.Joining;
import dev.pgtrickle.dvm.understand.Scope.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds {@code USING}, and NATURAL JOIN, which the server writes so: one condition for each pair of columns, and one column in place of the two
 * (manual, "Joined Tables").
 */
final class UsingBuilder {

    private final Typing typing;

    UsingBuilder(Typing typing) {
        this.typing = typing;
    }

    /** The server compares merged columns by the operator named =, which we write under the same search path. */
    Joining build(Join.Type type, JoinCondition.Using using, Scope left, Scope right, Relation both) {
        List<Scalar> conditions = new ArrayList<>();
        List<Named> merged = new ArrayList<>();
        for (Identifier name : using.columns()) {
            Scalar l = only(name, left);
            Scalar r = only(name, right);
            conditions.add(pair(l, "=", r));
            merged.add(new Named(name, merge(type, l, r, both)));
        }
        Scope scope = Scope.merged(merged, left, right);
        return new Joining(conditions, using.alias() == null ? scope : scope.with(using.alias(), merged));
    }

    private static Scalar only(Identifier column, Scope scope) {
        return scope.only(column)
                .orElseThrow(() -> NotMaintainable.because(
                        "USING (" + column.sql() + ")", "names a column that cannot be captured"));
    }

    /**
     * The merged column, in a type that both sides can become: of a full join, that of the side which has a row; else that of the side whose rows are
     * kept; of an inner join, that of the side which has the type already. COALESCE converts, and shows the left one if there are both.
     */
    private Scalar merge(Join.Type type, Scalar left, Scalar right, Relation both) {
        Scalar coalesce = pair(left, ",", right, new Scalar.Token("COALESCE"));
        return switch (type) {
            case FULL -> coalesce;
            case LEFT -> fitting(left, right, both).left() ? left : coalesce;
            case RIGHT -> fitting(left, right, both).right() ? right : refused();
            case INNER -> {
                Fitting fitting = fitting(left, right, both);
                yield fitting.left() ? left : fitting.right() ? right : coalesce;
            }
        };
    }

    /** Which sides have the type of the merged column already. */
    private record Fitting(boolean left, boolean right) {}

    private Fitting fitting(Scalar left, Scalar right, Relation both) {
        List<SqlType> types = scanned(left, both)
                .flatMap(l -> scanned(right, both).map(r -> List.of(l, r)))
                .orElseGet(() -> typing.types(both, List.of(left, right)));
        if (same(types.getFirst(), types.getLast())) {
            return new Fitting(true, true);
        }
        SqlType common =
                typing.commonTypes(types.subList(0, 1), types.subList(1, 2)).getFirst();
        return new Fitting(same(types.getFirst(), common), same(types.getLast(), common));
    }

    private static Scalar refused() {
        throw NotMaintainable.because(
                "RIGHT JOIN with USING",
                "merges columns of different types, which is not maintained incrementally",
                "Write it as a LEFT JOIN.");
    }

    private static boolean same(SqlType one, SqlType other) {
        return one.facts().oid() == other.facts().oid() && one.typmod() == other.typmod();
    }

    /** The type of a table's column, which nobody needs to be asked for. */
    private static Optional<SqlType> scanned(Scalar scalar, Relation relation) {
        return relation.scans().stream()
                .flatMap(s -> s.bindings().stream())
                .filter(b -> scalar.equals(Scalar.of(b.id())))
                .map(b -> b.column().type())
                .findFirst();
    }

    /** A list of two operands in parentheses, behind some tokens. */
    private static Scalar pair(Scalar left, String between, Scalar right, Term... before) {
        List<Term> terms = new ArrayList<>(List.of(before));
        terms.add(new Scalar.Token("("));
        terms.addAll(left.operand().terms());
        terms.add(new Scalar.Token(between));
        terms.addAll(right.operand().terms());
        terms.add(new Scalar.Token(")"));
        return new Scalar(terms);
    }
}
