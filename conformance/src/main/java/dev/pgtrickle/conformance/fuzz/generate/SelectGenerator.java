package dev.pgtrickle.conformance.fuzz.generate;

import static dev.pgtrickle.conformance.fuzz.query.Type.BIGINT;
import static dev.pgtrickle.conformance.fuzz.query.Type.BOOL;
import static dev.pgtrickle.conformance.fuzz.query.Type.INT;
import static dev.pgtrickle.conformance.fuzz.query.Type.TEXT;

import dev.pgtrickle.conformance.fuzz.query.Column;
import dev.pgtrickle.conformance.fuzz.query.Distinctness;
import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.FromItem;
import dev.pgtrickle.conformance.fuzz.query.Grouping;
import dev.pgtrickle.conformance.fuzz.query.Grouping.Form;
import dev.pgtrickle.conformance.fuzz.query.Select;
import dev.pgtrickle.conformance.fuzz.query.Select.Output;
import dev.pgtrickle.conformance.fuzz.query.Slice;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes SELECTs of all kinds with given columns. */
final class SelectGenerator {

    private final Dice dice;
    private final ExpressionGenerator expressions;
    private final FromGenerator froms;
    private final AggregateGenerator aggregates;
    private final WindowGenerator windows;

    SelectGenerator(Dice dice, ExpressionGenerator expressions, FromGenerator froms) {
        this.dice = dice;
        this.expressions = expressions;
        this.froms = froms;
        this.aggregates = new AggregateGenerator(dice, expressions);
        this.windows = new WindowGenerator(dice, expressions);
    }

    /** Without groups. */
    Select plain(int depth, Scope outside, List<Column> columns, Distinctness distinctness, Optional<Slice> slice) {
        List<FromItem> from = dice.percent(3) ? List.of() : froms.from(depth, outside);
        Scope scope = outside.withOwn(FromGenerator.references(from));
        List<Output> outputs = new ArrayList<>();
        for (Column column : columns) {
            outputs.add(new Output(column, expressions.of(column.type(), scope, dice.below(3))));
        }
        return new Select(distinctness, outputs, from, where(scope), new Grouping.None(), List.of(), slice);
    }

    /** With window functions, where there are some of these types. */
    Select window(int depth, Scope outside, List<Column> columns) {
        List<FromItem> from = froms.from(depth, outside);
        Scope scope = outside.withOwn(FromGenerator.references(from));
        List<Output> outputs = new ArrayList<>();
        for (Column column : columns) {
            Optional<Expr> call = dice.percent(60) ? windows.of(column.type(), scope) : Optional.empty();
            outputs.add(new Output(column, call.orElseGet(() -> expressions.of(column.type(), scope, dice.below(2)))));
        }
        return new Select(
                new Distinctness.EachRow(),
                outputs,
                from,
                where(scope),
                new Grouping.None(),
                List.of(),
                Optional.empty());
    }

    /** With aggregates and without keys: one row. */
    Select oneGroup(int depth, Scope outside, List<Column> columns) {
        List<FromItem> from = froms.from(depth, outside);
        Scope scope = outside.withOwn(FromGenerator.references(from));
        List<Output> outputs = columns.stream()
                .map(c -> new Output(c, aggregates.of(c.type(), scope)))
                .toList();
        return new Select(
                new Distinctness.EachRow(),
                outputs,
                from,
                where(scope),
                new Grouping.None(),
                List.of(),
                Optional.empty());
    }

    /** With aggregates, and mostly with keys. */
    Select aggregate(int depth, Scope outside, List<Column> columns) {
        List<FromItem> from = froms.from(depth, outside);
        Scope scope = outside.withOwn(FromGenerator.references(from));
        List<Expr> keys = new ArrayList<>();
        List<Output> outputs = new ArrayList<>();
        boolean grouped = dice.percent(88);
        for (Column column : columns) {
            Optional<Expr> key = grouped && dice.percent(45) ? key(column.type(), scope) : Optional.empty();
            key.filter(k -> !keys.contains(k)).ifPresent(keys::add);
            outputs.add(new Output(column, key.orElseGet(() -> call(column.type(), scope, grouped))));
        }
        if (grouped && (keys.isEmpty() || dice.percent(15))) {
            key(dice.pick(List.of(INT, TEXT)), scope)
                    .filter(k -> !keys.contains(k))
                    .ifPresent(keys::add);
        }
        Grouping grouping = keys.isEmpty() ? new Grouping.None() : new Grouping.By(form(keys.size()), keys);
        List<Expr> having = dice.percent(20) ? List.of(having(scope)) : List.of();
        Distinctness distinctness = dice.percent(5)
                        && columns.stream().allMatch(c -> c.type() == c.type().distinctive())
                ? new Distinctness.Distinct()
                : new Distinctness.EachRow();
        return new Select(distinctness, outputs, from, where(scope), grouping, having, Optional.empty());
    }

    private Expr call(Type type, Scope scope, boolean grouped) {
        return type == BIGINT && grouped && dice.percent(6)
                ? Expr.of(BIGINT, "rank() OVER (ORDER BY {})", aggregates.of(BIGINT, scope))
                : aggregates.of(type, scope);
    }

    private Form form(int keys) {
        if (keys > 3 || dice.percent(82)) {
            return Form.PLAIN;
        }
        return dice.pick(List.of(Form.ROLLUP, Form.CUBE, Form.SETS));
    }

    /** An expression that can be grouped by: not a constant, which would be a position. */
    private Optional<Expr> key(Type type, Scope scope) {
        Expr key = expressions.of(type.distinctive(), scope.ownOnly(), dice.percent(70) ? 0 : 1);
        boolean ofColumns = key.all().anyMatch(scope.own()::contains);
        return ofColumns ? Optional.of(key) : Optional.empty();
    }

    private Expr having(Scope scope) {
        Type type = dice.pick(List.of(BIGINT, BIGINT, INT, TEXT));
        return Expr.of(
                BOOL,
                "({} " + dice.pick(List.of(">", "<", "=", "<>")) + " {})",
                aggregates.of(type, scope),
                Expr.of(type, new Literals(dice).typed(type)));
    }

    private List<Expr> where(Scope scope) {
        List<Expr> conditions = new ArrayList<>();
        if (!scope.outer().isEmpty() && dice.percent(70)) {
            correlation(scope).ifPresent(conditions::add);
        }
        while (conditions.size() < 3 && dice.percent(40)) {
            conditions.add(expressions.bool(scope, dice.below(3)));
        }
        return conditions;
    }

    private Optional<Expr> correlation(Scope scope) {
        for (int tries = 0; tries < 3; tries++) {
            Expr outer = dice.pick(scope.outer());
            List<Expr> own = ExpressionGenerator.ofType(scope.own(), outer.type());
            if (!own.isEmpty()) {
                return Optional.of(Expr.of(BOOL, "({} = {})", dice.pick(own), outer));
            }
        }
        return Optional.empty();
    }
}
