package dev.pgtrickle.conformance.fuzz.generate;

import static dev.pgtrickle.conformance.fuzz.query.Type.BIGINT;
import static dev.pgtrickle.conformance.fuzz.query.Type.FIXED;
import static dev.pgtrickle.conformance.fuzz.query.Type.INT;
import static dev.pgtrickle.conformance.fuzz.query.Type.NUMERIC;

import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.Node;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes window function calls that are determined: rows that tie get the same value, or there are no ties but of equal rows. */
final class WindowGenerator {

    /** Orders by more columns than this would hide what they find. */
    private static final int MOST_COLUMNS = 9;

    private final Dice dice;
    private final ExpressionGenerator expressions;

    WindowGenerator(Dice dice, ExpressionGenerator expressions) {
        this.dice = dice;
        this.expressions = expressions;
    }

    /** A call of a type, if there is one over these columns. */
    Optional<Expr> of(Type type, Scope outside) {
        Scope scope = outside.ownOnly();
        if (scope.own().isEmpty() || scope.own().size() > MOST_COLUMNS) {
            return Optional.empty();
        }
        Expr value = expressions.of(type, scope, 0);
        return switch (type) {
            case BIGINT ->
                Optional.of(
                        switch (dice.below(6)) {
                            case 0, 1 -> total(BIGINT, "row_number()", scope, "");
                            case 2 -> peers(BIGINT, "rank()", scope);
                            case 3 -> peers(BIGINT, "dense_rank()", scope);
                            case 4 ->
                                dice.percent(50)
                                        ? peers(BIGINT, "count(*)", scope)
                                        : peersOfFrame(BIGINT, "count(*)", scope);
                            default -> peers(BIGINT, "sum({})", scope, expressions.of(INT, scope, 0));
                        });
            case INT ->
                Optional.of(
                        dice.percent(30)
                                ? total(INT, "ntile(3)", scope, "")
                                : total(
                                        INT,
                                        dice.pick(List.of("lag({})", "lead({})", "first_value({})")),
                                        scope,
                                        "",
                                        value));
            case TEXT, DATE ->
                Optional.of(
                        total(type, dice.pick(List.of("lag({})", "lead({}, 2)", "first_value({})")), scope, "", value));
            case FIXED ->
                Optional.of(
                        dice.percent(50)
                                ? peers(FIXED, "sum({})", scope, value)
                                : total(FIXED, "sum({})", scope, " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", value));
            case NUMERIC ->
                Optional.of(peers(NUMERIC, "avg({})", scope, expressions.of(dice.pick(List.of(INT, FIXED)), scope, 0)));
            default -> Optional.empty();
        };
    }

    /** Rows that sort alike get the same value. */
    private Expr peers(Type type, String call, Scope scope, Node... arguments) {
        List<Node> children = new ArrayList<>(List.of(arguments));
        String partition = partition(scope, children);
        String order = "";
        if (dice.percent(70)) {
            children.add(dice.pick(scope.own()));
            order = "ORDER BY {}" + dice.pick(List.of("", " DESC", " NULLS FIRST"));
        }
        return new Expr(type, call + " OVER (" + partition + order + ")", children);
    }

    /** A frame that is made of peers, and so the same for all of them but for what it excludes. */
    private Expr peersOfFrame(Type type, String call, Scope scope) {
        List<Node> children = new ArrayList<>();
        String partition = partition(scope, children);
        children.add(dice.pick(scope.own()));
        String frame = dice.pick(List.of(
                "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                "GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING",
                "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"));
        String exclusion = dice.pick(List.of("", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES"));
        return new Expr(type, call + " OVER (" + partition + "ORDER BY {} " + frame + exclusion + ")", children);
    }

    /** The order is by all columns, so that only rows that are the same tie. */
    private Expr total(Type type, String call, Scope scope, String frame, Node... arguments) {
        List<Node> children = new ArrayList<>(List.of(arguments));
        StringBuilder text = new StringBuilder(call + " OVER (" + partition(scope, children) + "ORDER BY ");
        for (int i = 0; i < scope.own().size(); i++) {
            Expr column = scope.own().get(i);
            children.add(column);
            text.append(i == 0 ? "{}" + dice.pick(List.of("", " DESC NULLS LAST")) : ", {}");
            if (column.type() == NUMERIC) {
                children.add(column);
                text.append(", scale({})");
            }
        }
        return new Expr(type, text + frame + ")", children);
    }

    private String partition(Scope scope, List<Node> children) {
        if (dice.percent(30)) {
            return "";
        }
        children.add(dice.pick(scope.own()));
        return "PARTITION BY {} ";
    }
}
