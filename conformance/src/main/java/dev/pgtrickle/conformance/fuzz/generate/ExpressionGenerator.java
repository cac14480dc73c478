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
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes expressions of a given type that never fail and are immutable. What can be told from the text of equal values is not asked of values
 * whose text is open.
 */
final class ExpressionGenerator {

    private static final List<Type> COMPARED =
            List.of(INT, INT, INT, BIGINT, FIXED, NUMERIC, LOOSE, FLOAT, TEXT, TEXT, DATE, INTS);

    private final Dice dice;
    private final Literals literals;
    private final SubQueryGenerator subQueries;

    ExpressionGenerator(Dice dice, SubQueryGenerator subQueries) {
        this.dice = dice;
        this.literals = new Literals(dice);
        this.subQueries = subQueries;
    }

    /** Whether a column can stand where a type is asked for. */
    static List<Expr> ofType(List<Expr> columns, Type type) {
        return columns.stream().filter(c -> type.accepted().contains(c.type())).toList();
    }

    /** An expression of columns of the scope. */
    Expr of(Type type, Scope scope, int depth) {
        List<Expr> own = ofType(scope.own(), type);
        List<Expr> all = ofType(scope.all(), type);
        if (depth <= 0 || dice.percent(45)) {
            if (!own.isEmpty() && dice.percent(90)) {
                return dice.pick(own);
            }
            return all.isEmpty() || dice.percent(10) ? Expr.of(type, literals.typed(type)) : dice.pick(all);
        }
        if (dice.percent(6)) {
            return subQueries.scalar(type, scope).orElseGet(() -> of(type, scope, 0));
        }
        Supplier<Expr> a = () -> of(type, scope, depth - 1);
        return switch (dice.below(4)) {
            case 0 -> Expr.of(type, "coalesce({}, {})", a.get(), a.get());
            case 1 -> Expr.of(type, "CASE WHEN {} THEN {} ELSE {} END", bool(scope, depth - 1), a.get(), a.get());
            default -> special(type, scope, depth - 1);
        };
    }

    private Expr special(Type type, Scope scope, int depth) {
        Supplier<Expr> a = () -> of(type, scope, depth);
        return switch (type) {
            case INT -> integer(scope, depth);
            case BIGINT ->
                dice.one(
                        () -> Expr.of(BIGINT, "({})::bigint", of(INT, scope, depth)),
                        () -> Expr.of(BIGINT, "({} + {})", a.get(), a.get()));
            case FIXED ->
                dice.one(
                        () -> Expr.of(FIXED, "({} + {})", a.get(), a.get()),
                        () -> Expr.of(FIXED, "greatest({}, {})", a.get(), a.get()),
                        () -> Expr.of(FIXED, "({} % 1000)::numeric(8,2)", of(INT, scope, depth)));
            case NUMERIC, LOOSE ->
                dice.one(
                        () -> Expr.of(type, "({} + {})", a.get(), a.get()),
                        () -> Expr.of(type, "({} * 2.0)", a.get()),
                        () -> Expr.of(type, "({})::numeric", of(INT, scope, depth)));
            case FLOAT ->
                dice.one(
                        () -> Expr.of(FLOAT, "({} + {})", a.get(), a.get()),
                        () -> Expr.of(FLOAT, "least({}, {})", a.get(), a.get()));
            case TEXT ->
                dice.one(
                        () -> Expr.of(TEXT, "({} || {})", a.get(), a.get()),
                        () -> Expr.of(TEXT, "upper({})", a.get()),
                        () -> Expr.of(TEXT, "nullif({}, {})", a.get(), a.get()),
                        () -> Expr.of(TEXT, "({})::text", of(dice.pick(List.of(INT, FIXED)), scope, depth)));
            case DATE ->
                dice.one(
                        () -> Expr.of(DATE, "({} + {})", a.get(), of(INT, scope, 0)),
                        () -> Expr.of(DATE, "greatest({}, {})", a.get(), a.get()));
            case BOOL -> bool(scope, depth);
            case INTS ->
                dice.one(
                        () -> Expr.of(INTS, "ARRAY[{}, {}]", of(INT, scope, depth), of(INT, scope, depth)),
                        () -> Expr.of(INTS, "array_append({}, {})", a.get(), of(INT, scope, depth)));
        };
    }

    private Expr integer(Scope scope, int depth) {
        Supplier<Expr> a = () -> of(INT, scope, depth);
        return switch (dice.below(9)) {
            case 0 -> Expr.of(INT, "({} + {})", a.get(), a.get());
            case 1 -> Expr.of(INT, "({} - {})", a.get(), a.get());
            case 2 -> Expr.of(INT, "({} % 100 * ({} % 100))", of(INT, scope, 0), of(INT, scope, 0));
            case 3 -> Expr.of(INT, "({} % 3)", a.get());
            case 4 -> Expr.of(INT, "length({})", of(TEXT, scope, depth));
            case 5 -> Expr.of(INT, "nullif({}, {})", a.get(), a.get());
            case 6 -> Expr.of(INT, "extract(day FROM {})::int", of(DATE, scope, depth));
            case 7 -> Expr.of(INT, "cardinality({})", of(INTS, scope, depth));
            default -> Expr.of(INT, "greatest({}, {})", a.get(), a.get());
        };
    }

    /** A condition. */
    Expr bool(Scope scope, int depth) {
        if (depth > 0 && dice.percent(25)) {
            return dice.percent(60)
                    ? Expr.of(
                            BOOL,
                            "({} " + dice.pick(List.of("AND", "OR")) + " {})",
                            bool(scope, depth - 1),
                            bool(scope, depth - 1))
                    : Expr.of(BOOL, "(NOT {})", bool(scope, depth - 1));
        }
        if (dice.percent(depth > 0 ? 14 : 4)) {
            return subQueries.test(scope).orElseGet(() -> comparison(scope, 0));
        }
        List<Expr> columns = ofType(scope.own(), BOOL);
        if (!columns.isEmpty() && dice.percent(20)) {
            return dice.pick(columns);
        }
        return comparison(scope, Math.max(0, depth - 1));
    }

    private Expr comparison(Scope scope, int depth) {
        List<Type> there =
                COMPARED.stream().filter(t -> !ofType(scope.own(), t).isEmpty()).toList();
        Type type = there.isEmpty() ? INT : dice.pick(there);
        Expr left = of(type, scope, depth);
        return switch (dice.below(10)) {
            case 0 -> Expr.of(BOOL, "({} IS NULL)", left);
            case 1 -> Expr.of(BOOL, "({} IS NOT NULL)", left);
            case 2 -> Expr.of(BOOL, "({} IS DISTINCT FROM {})", left, of(type, scope, depth));
            case 3 ->
                type == TEXT
                        ? Expr.of(BOOL, "({} LIKE '%a%')", left)
                        : Expr.of(BOOL, "({} BETWEEN {} AND {})", left, constant(type), constant(type));
            case 4 -> Expr.of(BOOL, "({} IN ({}, {}))", left, constant(type), constant(type));
            case 5, 6 -> Expr.of(BOOL, "({} " + operator() + " {})", left, constant(type));
            default -> Expr.of(BOOL, "({} " + operator() + " {})", left, of(type, scope, depth));
        };
    }

    private Expr constant(Type type) {
        return Expr.of(type, literals.typed(type));
    }

    private String operator() {
        return dice.pick(List.of("=", "=", "=", "<>", "<", ">="));
    }
}
