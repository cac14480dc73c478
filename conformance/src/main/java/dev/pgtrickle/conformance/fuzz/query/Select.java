package dev.pgtrickle.conformance.fuzz.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A SELECT.
 *
 * @param distinctness which rows are shown
 * @param outputs the select list, at least one
 * @param from the FROM items, possibly none
 * @param where conditions that must all hold
 * @param grouping the groups
 * @param having conditions of groups that must all hold
 * @param slice which part is taken, if not all
 */
public record Select(
        Distinctness distinctness,
        List<Output> outputs,
        List<FromItem> from,
        List<Expr> where,
        Grouping grouping,
        List<Expr> having,
        Optional<Slice> slice)
        implements Query {

    /**
     * An item of the select list.
     *
     * @param column its name and type
     * @param expression what it computes
     */
    public record Output(Column column, Expr expression) {}

    /** Copies the lists. */
    public Select {
        outputs = List.copyOf(outputs);
        from = List.copyOf(from);
        where = List.copyOf(where);
        having = List.copyOf(having);
    }

    @Override
    public List<Column> columns() {
        return outputs.stream().map(Output::column).toList();
    }

    @Override
    public Select withoutColumn(int index) {
        List<Output> fewer = new ArrayList<>(outputs);
        fewer.remove(index);
        Distinctness still = distinctness instanceof Distinctness.On(int n, String direction) && n > fewer.size()
                ? new Distinctness.On(fewer.size(), direction)
                : distinctness;
        return new Select(still, fewer, from, where, grouping, having, slice);
    }

    @Override
    public String sql() {
        StringBuilder text = new StringBuilder("SELECT ");
        switch (distinctness) {
            case Distinctness.EachRow() -> {}
            case Distinctness.Distinct() -> text.append("DISTINCT ");
            case Distinctness.On(int n, String unused) -> {
                text.append("DISTINCT ON (1");
                for (int i = 2; i <= n; i++) {
                    text.append(", ").append(i);
                }
                text.append(") ");
            }
        }
        text.append(outputs.stream()
                .map(o -> o.expression().sql() + " AS " + o.column().name())
                .collect(Collectors.joining(", ")));
        if (!from.isEmpty()) {
            text.append(" FROM ").append(from.stream().map(FromItem::sql).collect(Collectors.joining(", ")));
        }
        text.append(conditions(" WHERE ", where)).append(grouping.sql()).append(conditions(" HAVING ", having));
        if (slice.isPresent()) {
            text.append(slice.get().sql(outputs.size()));
        } else if (distinctness instanceof Distinctness.On(int unused, String direction)) {
            text.append(" ORDER BY ").append(Slice.order(outputs.size(), direction));
        }
        return text.toString();
    }

    private static String conditions(String keyword, List<Expr> conditions) {
        return conditions.isEmpty()
                ? ""
                : keyword + conditions.stream().map(Expr::sql).collect(Collectors.joining(" AND "));
    }

    @Override
    public List<Node> children() {
        List<Node> children = new ArrayList<>();
        outputs.forEach(o -> children.add(o.expression()));
        children.addAll(from);
        children.addAll(where);
        if (grouping instanceof Grouping.By(Grouping.Form unused, List<Expr> keys)) {
            children.addAll(keys);
        }
        children.addAll(having);
        return children;
    }

    @Override
    public Select mapChildren(UnaryOperator<Node> change) {
        return new Select(
                distinctness,
                outputs.stream()
                        .map(o -> new Output(o.column(), (Expr) change.apply(o.expression())))
                        .toList(),
                from.stream().map(f -> (FromItem) change.apply(f)).toList(),
                changed(where, change),
                grouping instanceof Grouping.By(Grouping.Form form, List<Expr> keys)
                        ? new Grouping.By(form, changed(keys, change))
                        : grouping,
                changed(having, change),
                slice);
    }

    static List<Expr> changed(List<Expr> list, UnaryOperator<Node> change) {
        return list.stream().map(e -> (Expr) change.apply(e)).toList();
    }
}
