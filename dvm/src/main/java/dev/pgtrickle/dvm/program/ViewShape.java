package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.ColumnTypes;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Aggregate;
import dev.pgtrickle.dvm.algebra.Relation.Fixpoint;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The form of a defining query that decides how its result is stored and maintained. */
public sealed interface ViewShape {

    /**
     * What users see.
     *
     * @return the output columns in order
     */
    List<Output> outputs();

    /**
     * The part whose changes are propagated.
     *
     * @return a relation
     */
    Relation input();

    /**
     * The types of the columns of the input.
     *
     * @return the types
     */
    ColumnTypes types();

    /**
     * An output column.
     *
     * @param name its name
     * @param expression its value, over the columns of {@link #input} or of the groups
     * @param type its type
     */
    record Output(Identifier name, Scalar expression, SqlType type) {}

    /**
     * A query without an aggregation at its top: one result row for each row of the input.
     *
     * @param input the relation
     * @param outputs expressions over its columns
     * @param key columns that identify a result row, from the keys of all tables; nothing when a table has no key
     * @param types the types of the input's columns
     */
    record Rows(Relation input, List<Output> outputs, Optional<List<KeyColumn>> key, ColumnTypes types)
            implements ViewShape {

        /**
         * A column of a table's key.
         *
         * @param scan the scan of the table
         * @param column the column, which is among the scan's bindings
         */
        public record KeyColumn(Scan scan, SourceColumn column) {

            /** The column in the relational tree. */
            Scalar expression() {
                return scan.bindings().stream()
                        .filter(b -> b.column().number() == column.number())
                        .findFirst()
                        .map(b -> Scalar.of(b.id()))
                        .orElseThrow(() -> new IllegalStateException("key column " + column.name() + " is not bound"));
            }
        }
    }

    /**
     * A recursion with filters and projections above it.
     *
     * @param fixpoint the recursion
     * @param conditions filters above, over its columns
     * @param outputs expressions over its columns
     * @param types the types of its columns and of those below
     */
    record Recursion(Fixpoint fixpoint, List<Scalar> conditions, List<Output> outputs, ColumnTypes types)
            implements ViewShape {

        @Override
        public Relation input() {
            return fixpoint;
        }
    }

    /**
     * A grouped or scalar aggregation, with anything linear above it: one row for each group, shown when the conditions are true.
     *
     * @param aggregate the aggregation
     * @param keysNeverNull for each of its keys, whether it is never null
     * @param conditions HAVING and filters above, over keys and calls
     * @param outputs expressions over keys and calls
     * @param first which of the groups are shown, with keys over keys and calls; nothing for all
     * @param types the types of the input's columns
     */
    record Groups(
            Aggregate aggregate,
            List<Boolean> keysNeverNull,
            List<Scalar> conditions,
            List<Output> outputs,
            Optional<FirstRows> first,
            ColumnTypes types)
            implements ViewShape {

        @Override
        public Relation input() {
            return aggregate.input();
        }

        /**
         * Whether there is exactly one group, also without rows.
         *
         * @return true without GROUP BY
         */
        public boolean scalar() {
            return aggregate.keys().isEmpty();
        }

        /**
         * Whether no two groups have the same values in some output columns, because all keys are among them.
         *
         * @param columns names of output columns
         * @return true also without GROUP BY, where there is one group
         */
        public boolean isUniqueOver(Set<Identifier> columns) {
            return aggregate.keys().stream()
                    .allMatch(key -> outputs.stream()
                            .anyMatch(o ->
                                    columns.contains(o.name()) && o.expression().equals(Scalar.of(key.id()))));
        }
    }
}
