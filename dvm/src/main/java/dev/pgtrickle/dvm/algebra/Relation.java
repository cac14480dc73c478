package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.List;
import java.util.stream.Stream;

/** An operator of the relational tree: a multiset of rows over columns with unique ids. */
public sealed interface Relation {

    /**
     * The columns that the operator above may read.
     *
     * @return column ids in order
     */
    List<ColumnId> columns();

    /**
     * The operators below.
     *
     * @return none for a scan
     */
    List<Relation> inputs();

    /**
     * The rows of a table. Each occurrence of a table in a query is a scan of its own.
     *
     * @param leaf the number of the occurrence, from 1, unique in the query
     * @param table the table
     * @param bindings the columns that the query reads
     */
    record Scan(int leaf, SourceTable table, List<Binding> bindings) implements Relation {

        /**
         * A column that is read.
         *
         * @param id its id
         * @param column the table's column
         */
        public record Binding(ColumnId id, SourceColumn column) {}

        @Override
        public List<ColumnId> columns() {
            return bindings.stream().map(Binding::id).toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of();
        }
    }

    /**
     * The rows for which all conditions are true (not false and not null).
     *
     * @param input the operator below
     * @param conditions at least one boolean expression
     */
    record Filter(Relation input, List<Scalar> conditions) implements Relation {
        @Override
        public List<ColumnId> columns() {
            return input.columns();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /**
     * One row for each row below, with computed columns. Duplicates stay.
     *
     * @param input the operator below
     * @param projections the new columns
     */
    record Project(Relation input, List<Projection> projections) implements Relation {

        /**
         * A computed column.
         *
         * @param id its id
         * @param expression what it computes
         */
        public record Projection(ColumnId id, Scalar expression) {}

        @Override
        public List<ColumnId> columns() {
            return projections.stream().map(Projection::id).toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /**
     * The inner join of any number of relations: all combinations of their rows for which all conditions are true.
     *
     * @param inputs at least two relations
     * @param conditions boolean expressions over the columns of all inputs; empty for a cross join
     */
    record Join(List<Relation> inputs, List<Scalar> conditions) implements Relation {
        @Override
        public List<ColumnId> columns() {
            return inputs.stream().flatMap(i -> i.columns().stream()).toList();
        }
    }

    /**
     * One row for each group of rows with equal keys (SQL equality, NULL equal to NULL); without keys, exactly one row.
     *
     * @param input the operator below
     * @param keys the grouping expressions
     * @param calls the aggregate function calls
     */
    record Aggregate(Relation input, List<Key> keys, List<Call> calls) implements Relation {

        /**
         * A grouping key.
         *
         * @param id its id
         * @param expression what is grouped by
         * @param type its type
         */
        public record Key(ColumnId id, Scalar expression, SqlType type) {}

        /**
         * An aggregate's column.
         *
         * @param id its id
         * @param call what it computes
         */
        public record Call(ColumnId id, AggregateCall call) {}

        @Override
        public List<ColumnId> columns() {
            return Stream.concat(keys.stream().map(Key::id), calls.stream().map(Call::id))
                    .toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /**
     * The scans below this operator, this one included.
     *
     * @return all scans, by increasing leaf number
     */
    default List<Scan> scans() {
        return this instanceof Scan scan
                ? List.of(scan)
                : inputs().stream().flatMap(i -> i.scans().stream()).toList();
    }
}
