package dev.pgtrickle.conformance.fuzz.shrink;

import dev.pgtrickle.conformance.fuzz.play.Stage;
import dev.pgtrickle.conformance.fuzz.play.Stage.Mode;
import dev.pgtrickle.conformance.fuzz.query.Column;
import dev.pgtrickle.conformance.fuzz.query.Distinctness;
import dev.pgtrickle.conformance.fuzz.query.Distinctness.EachRow;
import dev.pgtrickle.conformance.fuzz.query.Expr;
import dev.pgtrickle.conformance.fuzz.query.FromItem;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Derived;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Function;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Joined;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Joined.Kind;
import dev.pgtrickle.conformance.fuzz.query.FromItem.Named;
import dev.pgtrickle.conformance.fuzz.query.Grouping;
import dev.pgtrickle.conformance.fuzz.query.Grouping.Form;
import dev.pgtrickle.conformance.fuzz.query.Node;
import dev.pgtrickle.conformance.fuzz.query.Query;
import dev.pgtrickle.conformance.fuzz.query.Rows;
import dev.pgtrickle.conformance.fuzz.query.Select;
import dev.pgtrickle.conformance.fuzz.query.SetOperation;
import dev.pgtrickle.conformance.fuzz.query.With;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The smaller queries that a query can be replaced by, largest steps first. Some of them are not valid, which the server finds; all that are valid
 * are as determined as the query was: an order stays total.
 */
final class Reductions {

    private Reductions() {}

    /** All queries that are one step smaller. */
    static Stream<Query> of(Query root) {
        Stream<Query> narrower = root.columns().size() > 1
                ? Stream.iterate(0, i -> i < root.columns().size(), i -> i + 1).map(root::withoutColumn)
                : Stream.empty();
        // Nobody asks for the columns of the whole, so any query inside can stand for it.
        Stream<Query> inside =
                root.all().skip(1).filter(Query.class::isInstance).map(Query.class::cast);
        Stream<Query> smaller =
                root.all().distinct().flatMap(node -> smaller(node).map(other -> (Query) root.replace(node, other)));
        return Stream.of(inside, narrower, inlined(root), smaller).flatMap(s -> s);
    }

    /** All stages that are one step smaller and have the same columns, as others read them. */
    static Stream<Stage> of(Stage stage) {
        Stream<Stage> smaller = of(stage.query())
                .filter(q -> q.columns().equals(stage.query().columns()))
                .map(stage::withQuery);
        return stage.mode() == Mode.IMMEDIATE
                ? Stream.concat(Stream.of(stage.withMode(Mode.REFRESHED)), smaller)
                : smaller;
    }

    /** Sub-queries in FROM that only compute give way to what they read. */
    private static Stream<Query> inlined(Query root) {
        return root.all()
                .filter(Derived.class::isInstance)
                .map(Derived.class::cast)
                .filter(d -> d.query() instanceof Select s && onlyComputes(s))
                .map(derived -> inlined(root, derived, (Select) derived.query()));
    }

    private static boolean onlyComputes(Select s) {
        return s.from().size() == 1
                && s.where().isEmpty()
                && s.having().isEmpty()
                && s.grouping() instanceof Grouping.None
                && s.distinctness() instanceof EachRow
                && s.slice().isEmpty();
    }

    private static Query inlined(Query root, Derived derived, Select select) {
        Node query = root.replace(derived, select.from().getFirst());
        for (int i = 0; i < select.outputs().size(); i++) {
            query = query.replace(
                    derived.references().get(i), select.outputs().get(i).expression());
        }
        return (Query) query;
    }

    private static Stream<? extends Node> smaller(Node node) {
        return switch (node) {
            case Select select -> Stream.concat(hoisted(select), selects(select));
            case SetOperation(String operator, Query left, Query right, Optional<?> slice) ->
                Stream.concat(
                        Stream.of(left, right),
                        slice.isPresent()
                                ? Stream.of(new SetOperation(operator, left, right, Optional.empty()))
                                : Stream.empty());
            case With(String unused, String hint, Query body, Query main) ->
                Stream.concat(
                        Stream.of(main, body).filter(q -> names(q).containsAll(names(main))),
                        hint.isEmpty() ? Stream.empty() : Stream.of(new With(unused, "", body, main)));
            case Rows(List<Column> columns, List<List<Expr>> rows) ->
                rows.size() > 1 ? without(rows).map(fewer -> new Rows(columns, fewer)) : Stream.empty();
            case Joined joined -> joins(joined);
            case Derived(String keyword, Query query, String alias) ->
                Stream.concat(
                        query.columns().size() > 1
                                ? Stream.iterate(0, i -> i < query.columns().size(), i -> i + 1)
                                        .map(i -> new Derived(keyword, query.withoutColumn(i), alias))
                                : Stream.empty(),
                        keyword.isEmpty() ? Stream.empty() : Stream.of(new Derived("", query, alias)));
            case Named ignored -> Stream.empty();
            case Function ignored -> Stream.empty();
            case Expr expression -> expressions(expression);
        };
    }

    private static Set<Column> names(Query query) {
        return new HashSet<>(query.columns());
    }

    /** Queries inside that can stand in the place of the whole: with the columns that are read, and no more, as an order may be by all columns. */
    private static Stream<Query> hoisted(Select select) {
        return select.from().stream()
                .flatMap(Node::all)
                .filter(Query.class::isInstance)
                .map(Query.class::cast)
                .filter(inner -> names(select).containsAll(names(inner)));
    }

    private static Stream<Select> selects(Select s) {
        List<Select> smaller = new ArrayList<>();
        if (s.from().size() > 1) {
            without(s.from()).forEach(from -> smaller.add(with(s, from, s.where(), s.having())));
        }
        without(s.where()).forEach(where -> smaller.add(with(s, s.from(), where, s.having())));
        without(s.having()).forEach(having -> smaller.add(with(s, s.from(), s.where(), having)));
        if (s.slice().isPresent()) {
            smaller.add(new Select(
                    s.distinctness(), s.outputs(), s.from(), s.where(), s.grouping(), s.having(), Optional.empty()));
        }
        if (!s.distinctness().equals(new EachRow())) {
            smaller.add(with(s, new EachRow(), s.grouping()));
        }
        if (s.distinctness() instanceof Distinctness.On(int columns, String direction) && columns > 1) {
            smaller.add(with(s, new Distinctness.On(columns - 1, direction), s.grouping()));
        }
        if (s.grouping() instanceof Grouping.By(Form form, List<Expr> keys)) {
            if (form != Form.PLAIN) {
                smaller.add(with(s, s.distinctness(), new Grouping.By(Form.PLAIN, keys)));
            }
            if (form == Form.CUBE || form == Form.SETS) {
                smaller.add(with(s, s.distinctness(), new Grouping.By(Form.ROLLUP, keys)));
            }
            if (keys.size() > 1) {
                without(keys).forEach(fewer -> smaller.add(with(s, s.distinctness(), new Grouping.By(form, fewer))));
            } else {
                smaller.add(with(s, s.distinctness(), new Grouping.None()));
            }
        }
        return smaller.stream();
    }

    private static Select with(Select s, List<FromItem> from, List<Expr> where, List<Expr> having) {
        return new Select(s.distinctness(), s.outputs(), from, where, s.grouping(), having, s.slice());
    }

    private static Select with(Select s, Distinctness distinctness, Grouping grouping) {
        return new Select(distinctness, s.outputs(), s.from(), s.where(), grouping, s.having(), s.slice());
    }

    private static Stream<FromItem> joins(Joined j) {
        Stream<FromItem> sides = Stream.of(j.left(), j.right());
        Stream<FromItem> conditions = without(j.on()).map(on -> new Joined(j.kind(), j.left(), j.right(), on));
        List<Kind> simpler = switch (j.kind()) {
            case INNER, CROSS -> List.of();
            case LEFT, RIGHT -> List.of(Kind.INNER);
            case FULL -> List.of(Kind.INNER, Kind.LEFT, Kind.RIGHT);
        };
        return Stream.of(sides, conditions, simpler.stream().map(k ->
                        (FromItem) new Joined(k, j.left(), j.right(), j.on())))
                .flatMap(s -> s);
    }

    private static Stream<Expr> expressions(Expr expression) {
        Stream<Expr> parts = expression.children().stream()
                .flatMap(Node::all)
                .filter(Expr.class::isInstance)
                .map(Expr.class::cast)
                .filter(part -> part.type() == expression.type());
        if (expression.children().isEmpty()) {
            return Stream.empty();
        }
        Expr constant = Expr.of(
                expression.type(),
                switch (expression.type()) {
                    case INT -> "1";
                    case BIGINT, NUMERIC, LOOSE, FLOAT ->
                        "1::" + expression.type().sql();
                    case FIXED -> "1.00::numeric(8,2)";
                    case TEXT -> "'a'::text";
                    case DATE -> "'2024-01-01'::date";
                    case BOOL -> "true";
                    case INTS -> "'{1}'::int[]";
                });
        return Stream.concat(parts, Stream.of(constant));
    }

    /** The lists with one element less. */
    static <T> Stream<List<T>> without(List<T> list) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1).map(i -> {
            List<T> fewer = new ArrayList<>(list);
            fewer.remove((int) i);
            return fewer;
        });
    }
}
