package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Constants;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.TopK;
import dev.pgtrickle.dvm.algebra.Relation.Window;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes an aggregation, window, or selection of first rows over given rows, so that its result is a function of the bag of these rows: what SQL
 * leaves open is decided by images.
 */
final class OperatorWriter {

    /** A constant that GROUP BY and ORDER BY do not take for the number of an output column. */
    private static final String NO_COLUMN = "(SELECT 0)";

    private final CurrentRows currentRows;

    OperatorWriter(CurrentRows currentRows) {
        this.currentRows = currentRows;
    }

    /**
     * A query for the operator's result.
     *
     * @param operator the operator
     * @param input its input rows
     * @param outputs which of its columns are wanted; they are named by their ids
     * @return a SELECT
     */
    String select(Relation operator, Block input, List<ColumnId> outputs) {
        return switch (operator) {
            case Aggregate aggregate -> aggregate(aggregate, input, outputs);
            case Window window -> window(window, input, outputs);
            case TopK top -> topK(top, input, outputs);
            default -> throw new IllegalArgumentException("not computed by partitions: " + operator);
        };
    }

    private static String aggregate(Aggregate aggregate, Block input, List<ColumnId> outputs) {
        List<String> list = new ArrayList<>();
        for (Aggregate.Key key : aggregate.keys()) {
            if (outputs.contains(key.id())) {
                String value = atom(key.expression(), input);
                boolean constant = Constants.is(aggregate.input(), key.expression());
                list.add((constant ? any(value) : shown(key, value)) + " AS " + key.id());
            }
        }
        for (Aggregate.Call call : aggregate.calls()) {
            if (outputs.contains(call.id())) {
                list.add(CallWriter.print(call.call(), input) + " AS " + call.id());
            }
        }
        if (aggregate.keys().isEmpty() && list.isEmpty()) {
            // Without any aggregate it would not be one row.
            list.add("pg_catalog.count(*)");
        }
        return CurrentRows.select(input, List.of(), list) + groupBy(aggregate, input);
    }

    private static String groupBy(Aggregate aggregate, Block input) {
        if (aggregate.keys().isEmpty()) {
            return "";
        }
        List<String> keys = aggregate.keys().stream()
                .map(Aggregate.Key::expression)
                .filter(e -> !Constants.is(aggregate.input(), e))
                .map(input::print)
                .toList();
        // Grouping by constants alone is not the same as no grouping: without rows there is no group.
        return "\nGROUP BY " + (keys.isEmpty() ? NO_COLUMN : String.join(", ", keys));
    }

    /** A key that GROUP BY leaves out because all rows have the same one. */
    private static String any(String value) {
        return "pgtrickle._any(" + value + ")";
    }

    /** Of several equal keys, the one whose image comes first. */
    private static String shown(Aggregate.Key key, String value) {
        return Image.isEquality(key.type())
                ? value
                : "pgtrickle._any(" + value + " ORDER BY " + String.join(", ", Image.order(value, key.type())) + ")";
    }

    private static String atom(Scalar expression, Block input) {
        return expression.atomic() ? input.print(expression) : "(" + input.print(expression) + ")";
    }

    private static String window(Window window, Block input, List<ColumnId> outputs) {
        Block extended = input;
        List<String> list = new ArrayList<>();
        for (ColumnId output : outputs) {
            list.add(window.calls().stream()
                    .filter(c -> c.id().equals(output))
                    .findFirst()
                    .map(c -> extended.print(c.expression()) + " AS " + output)
                    .orElseGet(() -> column(extended, output)));
        }
        return CurrentRows.select(input, List.of(), list);
    }

    private static String column(Block input, ColumnId column) {
        return input.print(Scalar.of(column)) + " AS " + column;
    }

    private String topK(TopK top, Block input, List<ColumnId> outputs) {
        List<String> list = outputs.stream().map(o -> column(input, o)).toList();
        if (top.partition().isEmpty()) {
            return CurrentRows.select(input, List.of(), list)
                    + orderBy(top, input, outputs)
                    + cut(
                            top.ties(),
                            top.offset().map(input::print).orElse(""),
                            top.limit().map(input::print).orElse(""));
        }
        String partition =
                "PARTITION BY " + top.partition().stream().map(input::print).collect(Collectors.joining(", "));
        List<String> numbered = new ArrayList<>(list);
        numbered.add("pg_catalog.row_number() OVER (" + partition + orderBy(top, input, outputs) + ") AS __pgt_i");
        boolean ties = top.ties() == TopK.Ties.KEPT;
        if (ties) {
            numbered.add("pg_catalog.rank() OVER (" + partition + " ORDER BY " + sort(top, input) + ") AS __pgt_r");
        }
        String offset =
                top.offset().map(o -> "coalesce(" + input.print(o) + ", 0)").orElse("0");
        List<String> conditions = new ArrayList<>();
        if (top.offset().isPresent()) {
            conditions.add("n.__pgt_i > " + offset);
        }
        top.limit()
                .ifPresent(l -> conditions.add((ties ? "n.__pgt_r" : "n.__pgt_i") + " <= " + offset + " + coalesce("
                        + input.print(l) + ", 9223372036854775807 - " + offset + ")"));
        return "SELECT " + outputs.stream().map(o -> "n." + o).collect(Collectors.joining(", ")) + "\nFROM (\n"
                + Indent.by4(CurrentRows.select(input, List.of(), numbered)) + "\n) n"
                + (conditions.isEmpty() ? "" : "\nWHERE " + String.join(" AND ", conditions));
    }

    /** As many first rows as there can have been among those before, if some came since. */
    String firstAndMore(TopK top, Block input, List<ColumnId> columns, List<ColumnId> outputs, String more) {
        List<String> list = columns.stream().map(o -> column(input, o)).toList();
        String limit = top.limit()
                .map(l -> "("
                        + top.offset()
                                .map(o -> "coalesce(" + input.print(o) + ", 0) + ")
                                .orElse("") + "(" + input.print(l) + ") + " + more + ")")
                .orElse("");
        return CurrentRows.select(input, List.of(), list) + orderBy(top, input, outputs) + cut(top.ties(), "", limit);
    }

    private static String cut(TopK.Ties ties, String offset, String limit) {
        StringBuilder text = new StringBuilder();
        if (!offset.isEmpty()) {
            text.append("\nOFFSET ").append(offset);
        }
        if (!limit.isEmpty()) {
            text.append(
                    switch (ties) {
                        case CUT -> "\nLIMIT " + limit;
                        case KEPT -> "\nFETCH FIRST (" + limit + ") ROWS WITH TIES";
                    });
        }
        return text.toString();
    }

    private static String sort(TopK top, Block input) {
        return top.order().stream().map(input::print).collect(Collectors.joining(", "));
    }

    /** ORDER BY; where ties are cut, further keys decide between rows that can be told apart. */
    private String orderBy(TopK top, Block input, List<ColumnId> outputs) {
        List<String> items = new ArrayList<>();
        top.order().stream()
                .filter(o -> !Constants.is(top.input(), o))
                .map(input::print)
                .forEach(items::add);
        if (items.isEmpty() && top.ties() == TopK.Ties.KEPT) {
            items.add(NO_COLUMN);
        }
        if (currentRows.isTyped()
                && (top.ties() == TopK.Ties.CUT
                        || top.offset().isPresent() && !top.partition().isEmpty())) {
            outputs.stream()
                    .filter(o -> !Constants.is(top.input(), Scalar.of(o)))
                    .forEach(o -> items.addAll(Image.order(
                            input.print(Scalar.of(o)), currentRows.types().of(o))));
        }
        return items.isEmpty() ? "" : "\nORDER BY " + String.join(", ", items);
    }

    /** The partition expressions that are plain columns: conditions over these hold for whole partitions. */
    static List<ColumnId> partitionColumns(List<Scalar> partition) {
        List<ColumnId> columns = new ArrayList<>();
        for (Scalar key : partition) {
            if (key.atomic() && key.terms().getFirst() instanceof Scalar.Reference reference) {
                columns.add(reference.column());
            }
        }
        return columns;
    }
}
