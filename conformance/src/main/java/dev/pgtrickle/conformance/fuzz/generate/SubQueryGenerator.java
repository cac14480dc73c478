package dev.pgtrickle.conformance.fuzz.generate;

import static dev.pgtrickle.conformance.fuzz.query.Type.BOOL;
import static dev.pgtrickle.conformance.fuzz.query.Type.INT;
import static dev.pgtrickle.conformance.fuzz.query.Type.TEXT;

import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.List;
import java.util.Optional;

/** Makes sub-queries in expressions: tests, and scalar ones that never have two rows. */
final class SubQueryGenerator {

    private final Dice dice;
    private final QueryGenerator queries;

    SubQueryGenerator(Dice dice, QueryGenerator queries) {
        this.dice = dice;
        this.queries = queries;
    }

    /** EXISTS, IN and their relatives; nothing when the query is large enough. */
    Optional<Expr> test(Scope scope) {
        if (!queries.mayGrow()) {
            return Optional.empty();
        }
        Scope inner = scope.inner();
        Type type = dice.pick(List.of(INT, INT, INT, TEXT));
        Expr left = queries.expressions().of(type, scope, 0);
        return Optional.of(
                switch (dice.below(10)) {
                    case 0, 1, 2 -> Expr.of(BOOL, "EXISTS ({})", queries.query(1, inner, List.of(INT)));
                    case 3, 4 -> Expr.of(BOOL, "(NOT EXISTS ({}))", queries.query(1, inner, List.of(INT)));
                    case 5, 6 -> Expr.of(BOOL, "({} IN ({}))", left, queries.query(2, inner, List.of(type)));
                    case 7 -> Expr.of(BOOL, "({} NOT IN ({}))", left, queries.query(2, inner, List.of(type)));
                    case 8 ->
                        Expr.of(
                                BOOL,
                                "(({}, {}) " + dice.pick(List.of("IN", "NOT IN")) + " ({}))",
                                left,
                                queries.expressions().of(INT, scope, 0),
                                queries.query(1, inner, List.of(type, INT)));
                    default ->
                        Expr.of(
                                BOOL,
                                "({} " + dice.pick(List.of("> ALL", "= ANY", "<> ANY", "<= ANY")) + " ({}))",
                                left,
                                queries.query(1, inner, List.of(type)));
                });
    }

    /** A query of at most one row, in parentheses. */
    Optional<Expr> scalar(Type type, Scope scope) {
        if (!queries.mayGrow()) {
            return Optional.empty();
        }
        return queries.oneRow(type, scope.inner()).map(query -> Expr.of(type, "({})", query));
    }
}
