package dev.pgtrickle.conformance.fuzz.generate;

import static dev.pgtrickle.conformance.fuzz.query.Type.BIGINT;
import static dev.pgtrickle.conformance.fuzz.query.Type.BOOL;
import static dev.pgtrickle.conformance.fuzz.query.Type.DATE;
import static dev.pgtrickle.conformance.fuzz.query.Type.FIXED;
import static dev.pgtrickle.conformance.fuzz.query.Type.FLOAT;
import static dev.pgtrickle.conformance.fuzz.query.Type.INT;
import static dev.pgtrickle.conformance.fuzz.query.Type.INTS;
import static dev.pgtrickle.conformance.fuzz.query.Type.LOOSE;
import static dev.pgtrickle.conformance.fuzz.query.Type.NUMERIC;
import static dev.pgtrickle.conformance.fuzz.query.Type.TEXT;

import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.Node;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.List;

/** Makes aggregate calls of a given type whose result does not depend on the order of rows. */
final class AggregateGenerator {

    private final Dice dice;
    private final ExpressionGenerator expressions;

    AggregateGenerator(Dice dice, ExpressionGenerator expressions) {
        this.dice = dice;
        this.expressions = expressions;
    }

    /** A call over columns of the scope's own query. */
    Expr of(Type type, Scope outside) {
        Scope scope = outside.ownOnly();
        return switch (type) {
            case INT ->
                dice.percent(50)
                        ? Expr.of(INT, "({})::int", call(BIGINT, "count(*)", scope))
                        : call(INT, dice.pick(List.of("min({})", "max({})")), scope, argument(INT, scope));
            case BIGINT -> bigint(scope);
            case FIXED ->
                call(
                        FIXED,
                        dice.pick(List.of("sum({})", "sum({})", "sum(DISTINCT {})", "min({})", "max({})")),
                        scope,
                        argument(FIXED, scope));
            case NUMERIC -> numeric(scope);
            case LOOSE ->
                call(LOOSE, dice.pick(List.of("min({})", "max({})", "sum({})")), scope, argument(LOOSE, scope));
            case FLOAT ->
                call(
                        FLOAT,
                        dice.pick(List.of("sum({})", "avg({})", "min({})", "max({})")),
                        scope,
                        argument(FLOAT, scope));
            case TEXT -> text(scope);
            case DATE -> call(DATE, dice.pick(List.of("min({})", "max({})")), scope, argument(DATE, scope));
            case BOOL ->
                dice.percent(60)
                        ? call(BOOL, dice.pick(List.of("bool_and({})", "bool_or({})")), scope, argument(BOOL, scope))
                        : Expr.of(BOOL, "({} > 1)", call(BIGINT, "count(*)", scope));
            case INTS -> ints(scope);
        };
    }

    private Expr bigint(Scope scope) {
        return switch (dice.below(6)) {
            case 0, 1 -> call(BIGINT, "count(*)", scope);
            case 2 -> call(BIGINT, "count({})", scope, any(scope));
            case 3 -> call(BIGINT, "count(DISTINCT {})", scope, any(scope));
            default -> call(BIGINT, "sum({})", scope, argument(INT, scope));
        };
    }

    private Expr numeric(Scope scope) {
        return switch (dice.below(6)) {
            case 0, 1 -> call(NUMERIC, "sum({})", scope, argument(NUMERIC, scope));
            case 2, 3 -> call(NUMERIC, "avg({})", scope, argument(dice.pick(List.of(INT, FIXED, NUMERIC)), scope));
            case 4 -> call(NUMERIC, "sum({})", scope, argument(BIGINT, scope));
            default ->
                call(
                        NUMERIC,
                        dice.pick(List.of("stddev_samp({})", "var_pop({})", "avg(DISTINCT {})")),
                        scope,
                        argument(INT, scope));
        };
    }

    private Expr text(Scope scope) {
        Expr value = argument(TEXT, scope);
        return switch (dice.below(5)) {
            case 0 -> call(TEXT, "string_agg({}, ',' ORDER BY {})", scope, value, value);
            case 1 -> call(TEXT, "string_agg(DISTINCT {}, '-' ORDER BY {} DESC)", scope, value, value);
            case 2 -> Expr.of(TEXT, "mode() WITHIN GROUP (ORDER BY {})", value);
            default -> call(TEXT, dice.pick(List.of("min({})", "max({})")), scope, value);
        };
    }

    private Expr ints(Scope scope) {
        Expr value = argument(INT, scope);
        return dice.percent(60)
                ? call(INTS, "array_agg({} ORDER BY {})", scope, value, value)
                : call(INTS, "max({})", scope, argument(INTS, scope));
    }

    /** The argument of count(): any type whose equality says all. */
    private Expr any(Scope scope) {
        return argument(dice.pick(List.of(INT, TEXT, LOOSE, DATE, BOOL, FIXED)), scope);
    }

    private Expr argument(Type type, Scope scope) {
        return expressions.of(type, scope, dice.percent(60) ? 0 : 1);
    }

    private Expr call(Type type, String template, Scope scope, Node... arguments) {
        if (!dice.percent(18)) {
            return Expr.of(type, template, arguments);
        }
        Node[] more = new Node[arguments.length + 1];
        System.arraycopy(arguments, 0, more, 0, arguments.length);
        more[arguments.length] = expressions.bool(scope, 0);
        return Expr.of(type, template + " FILTER (WHERE {})", more);
    }
}
