package dev.pgtrickle.dvm.emit;

import java.util.List;
import java.util.Optional;

/**
 * Where the step of a fixpoint finds the rows that it continues: in a common table of the recursion, or in the table that the result is stored in.
 *
 * @param table the table in SQL
 * @param columns the names of its columns in SQL, in the order of the fixpoint's
 * @param row the name of the column that the statement knows a row by, if it does
 * @param weight the name of the column that says how often a row is there, if there is one
 * @see dev.pgtrickle.dvm.algebra.Relation.SelfReference
 */
public record FixpointRows(String table, List<String> columns, Optional<String> row, Optional<String> weight) {

    /** Copies the list. */
    public FixpointRows {
        columns = List.copyOf(columns);
    }
}
