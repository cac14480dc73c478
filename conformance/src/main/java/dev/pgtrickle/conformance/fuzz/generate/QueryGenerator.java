package dev.pgtrickle.conformance.fuzz.generate;

import dev.pgtrickle.conformance.fuzz.query.Column;
import dev.pgtrickle.conformance.fuzz.query.Distinctness;
import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Named;
import dev.pgtrickle.conformance.fuzz.query.Query;
import dev.pgtrickle.conformance.fuzz.query.Rows;
import dev.pgtrickle.conformance.fuzz.query.SetOperation;
import dev.pgtrickle.conformance.fuzz.query.Slice;
import dev.pgtrickle.conformance.fuzz.query.Slice.Ties;
import dev.pgtrickle.conformance.fuzz.query.Type;
import dev.pgtrickle.conformance.fuzz.query.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes queries with given column types, over every operator, nested, whose results leave nothing open but what {@link Type#LOOSE} says. */
final class QueryGenerator {

    private static final List<String> OPERATORS = List.of(
            "UNION",
            "UNION",
            "UNION ALL",
            "UNION ALL",
            "UNION ALL",
            "INTERSECT",
            "INTERSECT ALL",
            "EXCEPT",
            "EXCEPT ALL");
    private static final List<String> DIRECTIONS = List.of("ASC", "DESC", "ASC NULLS FIRST", "DESC NULLS LAST");

    private final Dice dice;
    private final Literals literals;
    private final ExpressionGenerator expressions;
    private final SelectGenerator selects;
    private final FromGenerator froms;
    private int budget;
    private int ctes;

    /** Makes one query with about so many parts. */
    QueryGenerator(Dice dice, int budget) {
        this.dice = dice;
        this.budget = budget;
        this.literals = new Literals(dice);
        this.expressions = new ExpressionGenerator(dice, new SubQueryGenerator(dice, this));
        this.froms = new FromGenerator(dice, this);
        this.selects = new SelectGenerator(dice, expressions, froms);
    }

    ExpressionGenerator expressions() {
        return expressions;
    }

    /** Whether there may be more sub-queries. */
    boolean mayGrow() {
        return budget > 0;
    }

    /** A query; the scope has no columns of its own. */
    Query query(int depth, Scope scope, List<Type> types) {
        budget--;
        if (depth > 1 && mayGrow()) {
            if (dice.percent(8)) {
                return with(depth, scope, types);
            }
            if (dice.percent(14)) {
                return setOperation(depth, scope, types);
            }
        }
        List<Column> columns = columns(types);
        int kind = dice.below(100);
        if (kind < 2) {
            return rows(types);
        }
        if (kind < 38) {
            return selects.plain(depth, scope, columns, new Distinctness.EachRow(), Optional.empty());
        }
        if (kind < 47) {
            return selects.plain(depth, scope, distinctive(columns), new Distinctness.Distinct(), Optional.empty());
        }
        if (kind < 53) {
            Distinctness on = new Distinctness.On(dice.from(1, columns.size()), dice.pick(DIRECTIONS));
            return selects.plain(depth, scope, distinctive(columns), on, Optional.empty());
        }
        if (kind < 61) {
            return selects.plain(
                    depth, scope, distinctive(columns), new Distinctness.EachRow(), Optional.of(slice(columns.size())));
        }
        if (kind < 91) {
            return selects.aggregate(depth, scope, columns);
        }
        return selects.window(depth, scope, columns);
    }

    /** A query of one column that has at most one row. */
    Optional<Query> oneRow(Type type, Scope scope) {
        budget--;
        List<Column> columns = columns(List.of(type));
        return Optional.of(
                dice.percent(75)
                        ? selects.oneGroup(1, scope, columns)
                        : selects.plain(
                                1,
                                scope,
                                distinctive(columns),
                                new Distinctness.EachRow(),
                                Optional.of(new Slice(dice.pick(DIRECTIONS), dice.below(2), 1, Ties.CUT))));
    }

    /** Constant rows. */
    Rows rows(List<Type> types) {
        List<List<Expr>> rows = new ArrayList<>();
        int count = dice.from(1, 3);
        for (int i = 0; i < count; i++) {
            List<Expr> row = new ArrayList<>();
            types.forEach(type -> row.add(Expr.of(type, literals.typed(type))));
            rows.add(row);
        }
        return new Rows(columns(types), rows);
    }

    private Query with(int depth, Scope scope, List<Type> types) {
        List<Type> inner = new ArrayList<>(List.of(Type.INT));
        inner.addAll(types.subList(0, Math.min(2, types.size())));
        String name = "w" + ++ctes;
        Query body = query(depth - 1, scope, inner);
        Named relation = new Named(name, name, columns(inner));
        String hint = dice.pick(List.of("", "", "MATERIALIZED", "NOT MATERIALIZED"));
        return new With(name, hint, body, query(depth, scope.with(relation), types));
    }

    private Query setOperation(int depth, Scope scope, List<Type> types) {
        String operator = dice.pick(OPERATORS);
        boolean sliced = dice.percent(8);
        List<Type> branch = operator.equals("UNION ALL") && !sliced
                ? types
                : types.stream().map(Type::distinctive).toList();
        Query left = query(depth - 1, scope, branch);
        Query right = query(depth - 1, scope, branch);
        return new SetOperation(operator, left, right, sliced ? Optional.of(slice(types.size())) : Optional.empty());
    }

    private Slice slice(int columns) {
        return new Slice(
                dice.pick(DIRECTIONS),
                dice.percent(70) ? 0 : dice.from(1, 2),
                dice.percent(4) ? 0 : dice.from(1, 5),
                columns == 1 || dice.percent(75) ? Ties.CUT : Ties.KEPT);
    }

    private static List<Column> columns(List<Type> types) {
        List<Column> columns = new ArrayList<>();
        types.forEach(type -> columns.add(new Column("c" + (columns.size() + 1), type)));
        return columns;
    }

    private static List<Column> distinctive(List<Column> columns) {
        return columns.stream()
                .map(c -> new Column(c.name(), c.type().distinctive()))
                .toList();
    }
}
