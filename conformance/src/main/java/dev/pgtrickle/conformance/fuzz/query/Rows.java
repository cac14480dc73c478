package dev.pgtrickle.conformance.fuzz.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Constant rows, as a query whose columns have names and types.
 *
 * @param columns the columns
 * @param rows at least one row, each with an expression for each column
 */
public record Rows(List<Column> columns, List<List<Expr>> rows) implements Query {

    /** Copies the lists. */
    public Rows {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public Rows withoutColumn(int index) {
        return new Rows(
                without(columns, index),
                rows.stream().map(row -> without(row, index)).toList());
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> fewer = new ArrayList<>(list);
        fewer.remove(index);
        return fewer;
    }

    @Override
    public String sql() {
        return "SELECT * FROM (VALUES "
                + rows.stream()
                        .map(row -> row.stream().map(Expr::sql).collect(Collectors.joining(", ", "(", ")")))
                        .collect(Collectors.joining(", "))
                + ") AS v("
                + columns.stream().map(Column::name).collect(Collectors.joining(", ")) + ")";
    }

    @Override
    public List<Node> children() {
        return rows.stream().<Node>flatMap(List::stream).toList();
    }

    @Override
    public Rows mapChildren(UnaryOperator<Node> change) {
        return new Rows(
                columns, rows.stream().map(row -> Select.changed(row, change)).toList());
    }
}
