package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import java.util.List;

/**
 * Where the changed rows of a table are found: in transition tables, in a pending log, or in a change buffer.
 */
public interface ChangeSource {

    /** The column with the weight of a changed row. */
    String WEIGHT = "__pgt_w";

    /**
     * A LIMIT clause that takes all rows. The planner does not know that, and expects a tenth of them.
     *
     * @see <a href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/optimizer/plan/planner.c">preprocess_limit</a>
     */
    String TENTH = "LIMIT (SELECT NULL::bigint)";

    /**
     * A query for changed rows.
     *
     * @param table the table
     * @param columns the columns that are wanted
     * @return a SELECT whose columns have the names of the table's columns, and {@link #WEIGHT} of type bigint
     */
    String changes(SourceTable table, List<SourceColumn> columns);

    /**
     * A LIMIT clause that takes all rows, for queries over changes that the planner expects to return more than they do.
     *
     * @return the clause
     */
    default String takeAll() {
        return TENTH;
    }
}
