package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.syntax.FromItem.Join;
import dev.pgtrickle.dvm.syntax.FromItem.SubSelect;
import dev.pgtrickle.dvm.syntax.FromItem.Table;
import dev.pgtrickle.dvm.syntax.FromItem.TableFunction;
import dev.pgtrickle.dvm.syntax.Piece.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Copies a tree with changes. As it stands it returns an equal tree; a subclass overrides the methods for what it changes and calls the
 * overridden ones to go deeper.
 *
 * <p>The order of visits is that of evaluation, not of the text: WITH, FROM, then everything that may refer to FROM items.
 */
public abstract class SyntaxRewriter {

    /**
     * Rewrites a query of any level.
     *
     * @param query the query
     * @return what replaces it
     */
    public Query query(Query query) {
        List<Cte> ctes = map(query.ctes(), this::cte);
        QueryBody body = body(query.body());
        return new Query(
                query.recursive(),
                ctes,
                body,
                map(query.orderBy(), this::sortItem),
                orNull(query.limit(), this::limit),
                map(query.locking(), this::locking));
    }

    /**
     * Rewrites what a query computes.
     *
     * @param body the body
     * @return what replaces it
     */
    protected QueryBody body(QueryBody body) {
        return switch (body) {
            case QueryBody.Select select -> select(select);
            case QueryBody.SetOperation set ->
                new QueryBody.SetOperation(set.operator(), set.quantifier(), map(set.operands(), this::query));
            case QueryBody.Values values ->
                new QueryBody.Values(
                        values.rows().stream().map(this::expressions).toList());
        };
    }

    private QueryBody.Select select(QueryBody.Select select) {
        List<FromItem> from = map(select.from(), this::fromItem);
        return new QueryBody.Select(
                orNull(select.distinct(), this::distinct),
                map(select.targets(), this::target),
                from,
                orNull(select.where(), this::expression),
                orNull(select.groupBy(), this::groupBy),
                orNull(select.having(), this::expression),
                map(select.windows(), w -> new WindowDefinition(w.name(), inline(w.window()))));
    }

    private Distinct distinct(Distinct distinct) {
        return switch (distinct) {
            case Distinct.Rows rows -> rows;
            case Distinct.On on -> new Distinct.On(expressions(on.keys()));
        };
    }

    private GroupBy groupBy(GroupBy groupBy) {
        return new GroupBy(groupBy.quantifier(), map(groupBy.elements(), this::groupingElement));
    }

    private GroupingElement groupingElement(GroupingElement element) {
        return switch (element) {
            case GroupingElement.Key key -> new GroupingElement.Key(expression(key.expression()));
            case GroupingElement.KeyList list -> new GroupingElement.KeyList(expressions(list.keys()));
            case GroupingElement.Sets sets ->
                new GroupingElement.Sets(sets.kind(), map(sets.elements(), this::groupingElement));
        };
    }

    private Limit limit(Limit limit) {
        return new Limit(
                orNull(limit.offset(), this::expression), orNull(limit.count(), this::expression), limit.ties());
    }

    /**
     * Rewrites a common table expression.
     *
     * @param cte the CTE
     * @return what replaces it
     */
    protected Cte cte(Cte cte) {
        return new Cte(cte.name(), cte.columns(), cte.materialization(), query(cte.query()), cte.search(), cte.cycle());
    }

    /**
     * Rewrites an output column.
     *
     * @param target the column
     * @return what replaces it
     */
    protected Target target(Target target) {
        return new Target(expression(target.expression()), target.alias());
    }

    /**
     * Rewrites a locking clause.
     *
     * @param locking the clause
     * @return what replaces it
     */
    protected Locking locking(Locking locking) {
        return locking;
    }

    /**
     * Rewrites a FROM item, at the top of the FROM list or within a join.
     *
     * @param item the item
     * @return what replaces it
     */
    protected FromItem fromItem(FromItem item) {
        return switch (item) {
            case Table table ->
                new Table(table.only(), table.name(), table.alias(), orNull(table.sample(), this::sample));
            case SubSelect select -> new SubSelect(select.lateral(), query(select.query()), select.alias());
            case FromItem.Function function ->
                new FromItem.Function(
                        function.lateral(),
                        function.form(),
                        map(function.calls(), c -> new FromItem.FunctionCall(expression(c.call()), c.definitions())),
                        function.ordinality(),
                        function.alias(),
                        function.definitions());
            case TableFunction function ->
                new TableFunction(function.lateral(), expression(function.call()), function.alias());
            case Join join ->
                new Join(
                        join.type(),
                        fromItem(join.left()),
                        fromItem(join.right()),
                        joinCondition(join.condition()),
                        join.alias());
        };
    }

    private FromItem.TableSample sample(FromItem.TableSample sample) {
        return new FromItem.TableSample(
                sample.method(), expressions(sample.arguments()), orNull(sample.repeatable(), this::expression));
    }

    /**
     * Rewrites the condition of a join.
     *
     * @param condition the condition
     * @return what replaces it
     */
    protected JoinCondition joinCondition(JoinCondition condition) {
        return switch (condition) {
            case JoinCondition.None none -> none;
            case JoinCondition.On on -> new JoinCondition.On(expression(on.condition()));
            case JoinCondition.Using using -> using;
        };
    }

    /**
     * Rewrites a sort key.
     *
     * @param item the key
     * @return what replaces it
     */
    protected SortItem sortItem(SortItem item) {
        return new SortItem(expression(item.expression()), item.order(), item.nulls());
    }

    /**
     * Rewrites an expression.
     *
     * @param expression the expression
     * @return what replaces it
     */
    public Expression expression(Expression expression) {
        return new Expression(map(expression.pieces(), this::piece));
    }

    private List<Expression> expressions(List<Expression> list) {
        return map(list, this::expression);
    }

    /**
     * Rewrites a piece of an expression.
     *
     * @param piece the piece
     * @return what replaces it
     */
    protected Piece piece(Piece piece) {
        return switch (piece) {
            case Piece.Token token -> token;
            case Piece.ColumnReference reference -> reference;
            case Piece.WholeRow row -> row;
            case Piece.MergedColumn merged -> merged;
            case Piece.SubQuery sub -> new Piece.SubQuery(query(sub.query()));
            case Piece.Call call ->
                new Piece.Call(
                        call.name(),
                        arguments(call.arguments()),
                        map(call.withinGroup(), this::sortItem),
                        orNull(call.filter(), this::expression),
                        orNull(call.over(), this::window));
        };
    }

    private Arguments arguments(Arguments arguments) {
        return switch (arguments) {
            case Arguments.Star star -> star;
            case Arguments.Values values ->
                new Arguments.Values(
                        values.quantifier(),
                        expressions(values.values()),
                        values.last(),
                        map(values.orderBy(), this::sortItem),
                        values.options());
        };
    }

    /**
     * Rewrites what follows OVER.
     *
     * @param window the window
     * @return what replaces it
     */
    protected Window window(Window window) {
        return switch (window) {
            case Window.Named named -> named;
            case Window.Inline inline -> inline(inline);
        };
    }

    private Window.Inline inline(Window.Inline window) {
        return new Window.Inline(
                window.base(),
                expressions(window.partitionBy()),
                map(window.orderBy(), this::sortItem),
                orNull(window.frame(), this::frame));
    }

    private Frame frame(Frame frame) {
        return new Frame(frame.mode(), bound(frame.start()), orNull(frame.end(), this::bound), frame.exclusion());
    }

    private Frame.Bound bound(Frame.Bound bound) {
        return switch (bound) {
            case Frame.FixedBound fixed -> fixed;
            case Frame.OffsetBound offset -> new Frame.OffsetBound(expression(offset.offset()), offset.direction());
        };
    }

    private static <T> List<T> map(List<T> list, UnaryOperator<T> change) {
        // A loop, because trees may be deep and a stream needs many frames per level.
        List<T> changed = new ArrayList<>(list.size());
        for (T element : list) {
            changed.add(change.apply(element));
        }
        return changed;
    }

    private static <T> @Nullable T orNull(@Nullable T value, UnaryOperator<T> change) {
        return value == null ? null : change.apply(value);
    }
}
