package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which pairs of rows a join combines. */
public sealed interface JoinCondition {

    /** All of them: CROSS JOIN. */
    record None() implements JoinCondition {}

    /**
     * Those for which a condition is true.
     *
     * @param condition the condition
     */
    record On(Expression condition) implements JoinCondition {}

    /**
     * Those that are equal in columns which both sides have under the same name.
     *
     * @param columns the columns, which the join has once
     * @param alias a name for the merged columns only, or null
     */
    record Using(List<Identifier> columns, @Nullable Identifier alias) implements JoinCondition {

        /** Copies the list. */
        public Using {
            columns = List.copyOf(columns);
        }
    }
}
