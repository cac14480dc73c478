package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.delta.Delta.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One {@code SELECT .. FROM .. WHERE ..} in the making: a product of tables with conditions, and how to write each column that can be
 * reached in it.
 *
 * @param from the FROM items
 * @param where the conditions
 * @param columns for each column an atomic SQL expression over the FROM items; also the columns below projections
 * @param weights the weight columns of the changed factors; empty for a current state
 * @param sign whether the block is added or subtracted
 */
record Block(List<String> from, List<String> where, Map<ColumnId, String> columns, List<String> weights, Sign sign) {

    /** A block with one FROM item. */
    static Block of(String fromItem, Map<ColumnId, String> columns, List<String> weights) {
        return new Block(List.of(fromItem), List.of(), columns, weights, Sign.PLUS);
    }

    /** The product of two blocks. */
    Block times(Block other) {
        Map<ColumnId, String> all = new LinkedHashMap<>(columns);
        all.putAll(other.columns);
        return new Block(
                concat(from, other.from),
                concat(where, other.where),
                all,
                concat(weights, other.weights),
                sign == other.sign ? Sign.PLUS : Sign.MINUS);
    }

    /** The block with more conditions. */
    Block filter(List<Scalar> conditions) {
        List<String> printed = conditions.stream().map(this::condition).toList();
        return new Block(from, concat(where, printed), columns, weights, sign);
    }

    /** The block with more conditions, already printed. */
    Block where(List<String> conditions) {
        return new Block(from, concat(where, conditions), columns, weights, sign);
    }

    /** The block with one more FROM item, which may refer to the others, and its columns. */
    Block with(String fromItem, Map<ColumnId, String> more) {
        return times(Block.of(fromItem, more, List.of()));
    }

    /** The block with one more FROM item whose weight multiplies. */
    Block weighted(String fromItem, String weight) {
        return times(Block.of(fromItem, Map.of(), List.of(weight)));
    }

    /** The block with other expressions for some columns. */
    Block replace(Map<ColumnId, String> expressions) {
        Map<ColumnId, String> all = new LinkedHashMap<>(columns);
        all.putAll(expressions);
        return new Block(from, where, all, weights, sign);
    }

    /** All FROM items as one operand of a JOIN clause; each of them stands for itself, joins being parenthesised. */
    String joinedFrom() {
        return from.size() == 1 ? from.getFirst() : "(" + String.join(" CROSS JOIN ", from) + ")";
    }

    /** The block as a SELECT without columns, for EXISTS. */
    String exists(List<String> more) {
        List<String> conditions = concat(where, more);
        return "EXISTS (SELECT" + (from.isEmpty() ? "" : " FROM " + String.join(", ", from))
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + ")";
    }

    /** The block with computed columns; the columns they are computed from stay reachable. */
    Block project(List<Projection> projections) {
        Map<ColumnId, String> all = new LinkedHashMap<>(columns);
        for (Projection p : projections) {
            all.put(p.id(), atom(p.expression()));
        }
        return new Block(from, where, all, weights, sign);
    }

    /** The block with its sign multiplied. */
    Block times(Sign factor) {
        return factor == Sign.PLUS
                ? this
                : new Block(from, where, columns, weights, sign == Sign.PLUS ? Sign.MINUS : Sign.PLUS);
    }

    /** Prints an expression over the block's columns. */
    String print(Scalar scalar) {
        return scalar.print(this::column);
    }

    /** The weight of a row, in an expression of type bigint. */
    String weight() {
        String product = weights.isEmpty() ? "1::bigint" : String.join(" * ", weights);
        return sign == Sign.PLUS ? product : weights.size() > 1 ? "-(" + product + ")" : "-" + product;
    }

    private String column(ColumnId id) {
        String text = columns.get(id);
        if (text == null) {
            throw new IllegalStateException("column " + id + " is not reachable in this block: " + columns.keySet());
        }
        return text;
    }

    private String condition(Scalar scalar) {
        return print(scalar);
    }

    private String atom(Scalar scalar) {
        return scalar.atomic() ? print(scalar) : "(" + print(scalar) + ")";
    }

    private static <T> List<T> concat(List<T> a, List<T> b) {
        List<T> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }
}
