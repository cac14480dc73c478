package dev.pgtrickle.conformance.fuzz.generate;

import static dev.pgtrickle.conformance.fuzz.query.Type.BIGINT;
import static dev.pgtrickle.conformance.fuzz.query.Type.BOOL;
import static dev.pgtrickle.conformance.fuzz.query.Type.DATE;
import static dev.pgtrickle.conformance.fuzz.query.Type.FIXED;
import static dev.pgtrickle.conformance.fuzz.query.Type.INT;
import static dev.pgtrickle.conformance.fuzz.query.Type.INTS;
import static dev.pgtrickle.conformance.fuzz.query.Type.LOOSE;
import static dev.pgtrickle.conformance.fuzz.query.Type.TEXT;

import dev.pgtrickle.conformance.fuzz.query.Column;
import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.FromItem;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Derived;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Function;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Joined;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Joined.Kind;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Named;
import dev.pgtrickle.conformance.fuzz.query.Node;
import dev.pgtrickle.conformance.fuzz.query.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes FROM clauses: tables, sub-queries, functions, joined in all ways. */
final class FromGenerator {

    private static final List<Type> JOINED = List.of(INT, INT, INT, TEXT, DATE, FIXED, LOOSE, BIGINT);
    private static final List<Type> DERIVED =
            List.of(INT, INT, INT, BIGINT, TEXT, TEXT, FIXED, DATE, BOOL, LOOSE, INTS);
    private static final List<Kind> KINDS =
            List.of(Kind.INNER, Kind.INNER, Kind.LEFT, Kind.LEFT, Kind.RIGHT, Kind.FULL, Kind.CROSS);

    private final Dice dice;
    private final QueryGenerator queries;
    private int aliases;

    FromGenerator(Dice dice, QueryGenerator queries) {
        this.dice = dice;
        this.queries = queries;
    }

    String alias() {
        return "q" + ++aliases;
    }

    /** Some items; their columns are what the query around can refer to. */
    List<FromItem> from(int depth, Scope scope) {
        List<FromItem> items = new ArrayList<>();
        items.add(tree(depth, scope));
        while (items.size() < 3 && dice.percent(14)) {
            Scope before = scope.withOwn(references(items));
            items.add(dice.percent(60) ? lateral(depth, before) : tree(depth, scope));
        }
        return items;
    }

    static List<Expr> references(List<FromItem> items) {
        return items.stream().flatMap(i -> i.references().stream()).toList();
    }

    private FromItem tree(int depth, Scope scope) {
        FromItem tree = item(depth, scope);
        int joins = dice.percent(55) ? 0 : dice.percent(75) ? 1 : 2;
        for (int i = 0; i < joins; i++) {
            Kind kind = dice.pick(KINDS);
            boolean seesLeft = kind == Kind.INNER || kind == Kind.LEFT || kind == Kind.CROSS;
            FromItem right = seesLeft && dice.percent(14)
                    ? lateral(depth, scope.withOwn(tree.references()))
                    : dice.percent(12) ? tree(1, scope) : item(depth, scope);
            tree = new Joined(kind, tree, right, conditions(kind, tree, right, scope));
        }
        return tree;
    }

    private List<Expr> conditions(Kind kind, FromItem left, FromItem right, Scope scope) {
        if (kind == Kind.CROSS) {
            return List.of();
        }
        List<Expr> conditions = new ArrayList<>();
        for (int tries = 0; tries < 4 && conditions.isEmpty(); tries++) {
            Type type = dice.pick(JOINED);
            List<Expr> lefts = ExpressionGenerator.ofType(left.references(), type);
            List<Expr> rights = ExpressionGenerator.ofType(right.references(), type);
            if (!lefts.isEmpty() && !rights.isEmpty()) {
                conditions.add(Expr.of(BOOL, "({} = {})", dice.pick(lefts), dice.pick(rights)));
            }
        }
        if (kind == Kind.FULL) {
            // PostgreSQL wants a condition that it can merge or hash by.
            return conditions;
        }
        if (conditions.isEmpty() || dice.percent(25)) {
            List<Expr> both = Stream.concat(left.references().stream(), right.references().stream())
                    .toList();
            conditions.add(queries.expressions().bool(new Scope(both, scope.outer(), scope.relations()), 0));
        }
        return conditions;
    }

    private FromItem item(int depth, Scope scope) {
        int kind = dice.below(100);
        if (kind < 60 || !queries.mayGrow()) {
            Named relation = dice.pick(scope.relations());
            return new Named(relation.name(), alias(), relation.columns());
        }
        if (kind < 92 && depth > 1) {
            return new Derived("", queries.query(depth - 1, scope.closed(), types()), alias());
        }
        if (kind < 96) {
            return new Derived("", queries.rows(types()), alias());
        }
        return function("generate_series(" + dice.below(3) + ", 3)");
    }

    private List<Type> types() {
        List<Type> types = new ArrayList<>();
        types.add(INT);
        int more = dice.from(0, 2);
        for (int i = 0; i < more; i++) {
            types.add(dice.pick(DERIVED));
        }
        return types;
    }

    /** An item that refers to those before it. */
    private FromItem lateral(int depth, Scope before) {
        if (dice.percent(50) || !queries.mayGrow()) {
            return dice.percent(60)
                    ? function("unnest({})", queries.expressions().of(INTS, before, 1))
                    : function(
                            "generate_series(1, least({}, 3))",
                            queries.expressions().of(INT, before, 0));
        }
        return new Derived("LATERAL", queries.query(Math.max(1, depth - 1), before.inner(), types()), alias());
    }

    private FromItem function(String call, Node... arguments) {
        if (dice.percent(15)) {
            return new Function(
                    Expr.of(INT, "ROWS FROM (" + call + ", generate_series(1, 2))", arguments),
                    alias(),
                    List.of(new Column("v", INT), new Column("o", INT)));
        }
        return dice.percent(30)
                ? new Function(
                        Expr.of(INT, call + " WITH ORDINALITY", arguments),
                        alias(),
                        List.of(new Column("v", INT), new Column("o", BIGINT)))
                : new Function(Expr.of(INT, call, arguments), alias(), List.of(new Column("v", INT)));
    }
}
