package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.Relation.TopK;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.Image;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.Storage.Selection;
import dev.pgtrickle.dvm.program.ViewShape.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes ORDER BY and LIMIT of a visible relation over its storage. Rows that sort alike and can be told apart are cut in an order of our own, so
 * that all readers see the same.
 *
 * @param outputs the output columns
 * @param first which rows are shown
 */
record SelectionText(List<Output> outputs, FirstRows first) {

    Selection over(List<Column> visible, List<Column> sortColumns) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < sortColumns.size(); i++) {
            String direction = first.keys().get(i).direction();
            keys.add(sortColumns.get(i).sql() + (direction.isEmpty() ? "" : " " + direction));
        }
        List<String> order = new ArrayList<>();
        keys.forEach(k -> order.add("s." + k));
        if (first.ties() == TopK.Ties.CUT) {
            for (int i = 0; i < visible.size(); i++) {
                order.addAll(
                        Image.order("s." + visible.get(i).sql(), outputs.get(i).type()));
            }
        }
        StringBuilder clauses = new StringBuilder("ORDER BY ").append(String.join(", ", order));
        first.offset()
                .map(Scalar::toString)
                .ifPresent(o -> clauses.append("\nOFFSET ").append(o));
        first.limit()
                .map(Scalar::toString)
                .ifPresent(l -> clauses.append(
                        first.ties() == TopK.Ties.CUT ? "\nLIMIT " + l : "\nFETCH FIRST (" + l + ") ROWS WITH TIES"));
        return new Selection(String.join(", ", keys), clauses.toString());
    }
}
