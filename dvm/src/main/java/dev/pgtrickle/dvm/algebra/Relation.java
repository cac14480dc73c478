package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.source.SqlType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

        /** Few scans have the same number, and a table with its columns has much to hash. */
        @Override
        public int hashCode() {
            return leaf;
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
     * The rows of an inner join, and the rows without a partner, with nulls in the partner's place. A right join is a left join with its sides
     * exchanged.
     *
     * @param kind whose rows are kept
     * @param left the left side
     * @param right the right side
     * @param conditions boolean expressions over the columns of both sides
     */
    record OuterJoin(Kind kind, Relation left, Relation right, List<Scalar> conditions) implements Relation {

        /** Whose rows are kept without a partner. */
        public enum Kind {
            LEFT,
            FULL
        }

        @Override
        public List<ColumnId> columns() {
            return Stream.concat(left.columns().stream(), right.columns().stream())
                    .toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * The rows of the left side that have a partner on the right, or those that have none, each as often as it is there.
     *
     * @param sense which rows stay
     * @param left the left side
     * @param right the right side
     * @param conditions boolean expressions over the columns of both sides: a partner makes all of them true
     */
    record SemiJoin(Sense sense, Relation left, Relation right, List<Scalar> conditions) implements Relation {

        /** Which rows stay. */
        public enum Sense {
            /** Those with a partner: EXISTS. */
            SEMI,
            /** Those without: NOT EXISTS. */
            ANTI
        }

        @Override
        public List<ColumnId> columns() {
            return left.columns();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * The rows of several relations, one after the other.
     *
     * @param branches at least one relation, each with the values of the common columns, already of their common types
     * @param columns the common columns
     */
    record UnionAll(List<Branch> branches, List<ColumnId> columns) implements Relation {

        /**
         * One of the relations.
         *
         * @param relation the relation
         * @param values one expression over its columns for each common column
         */
        public record Branch(Relation relation, List<Scalar> values) {}

        @Override
        public List<Relation> inputs() {
            return branches.stream().map(Branch::relation).toList();
        }
    }

    /**
     * For each row of the input, the rows of a table function of it: set-returning functions, {@code ROWS FROM}, {@code WITH ORDINALITY},
     * {@code JSON_TABLE}, {@code XMLTABLE}.
     *
     * @param unmatched what becomes of a row without function rows: KEPT by a LEFT JOIN, with nulls
     * @param input the operator below; for a function of constants, {@link Values#ONE_ROW}
     * @param item the FROM item without alias: {@code unnest(c3) WITH ORDINALITY}
     * @param outputs the function's columns
     * @param conditions the conditions of the join
     */
    record TableFunction(
            Unmatched unmatched, Relation input, Scalar item, List<Output> outputs, List<Scalar> conditions)
            implements Relation {

        /** Whether a row without function rows is kept. */
        public enum Unmatched {
            DROPPED,
            KEPT
        }

        /**
         * A column of the function.
         *
         * @param id its id
         * @param definition its type in a column definition list, for functions that return record; null otherwise
         */
        public record Output(ColumnId id, @Nullable String definition) {}

        @Override
        public List<ColumnId> columns() {
            return Stream.concat(input.columns().stream(), outputs.stream().map(Output::id))
                    .toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /**
     * Constant rows.
     *
     * @param rows expressions without columns
     * @param columns the columns; may be empty
     */
    record Values(List<List<Scalar>> rows, List<ColumnId> columns) implements Relation {

        /** One row without columns: what a SELECT without FROM reads. */
        public static final Values ONE_ROW = new Values(List.of(List.of()), List.of());

        @Override
        public List<Relation> inputs() {
            return List.of();
        }
    }

    /**
     * The rows of the input, each with values of window functions.
     *
     * @param input the operator below
     * @param partition the PARTITION BY expressions that all the calls have; empty for one partition of all rows
     * @param calls the window function calls
     */
    record Window(Relation input, List<Scalar> partition, List<WindowCall> calls) implements Relation {

        /**
         * A window function's column.
         *
         * @param id its id
         * @param expression the call with its OVER clause, in full
         * @param running how it follows from the rows up to the current one; nothing where it may look at others
         */
        public record WindowCall(ColumnId id, Scalar expression, Optional<Running> running) {}

        @Override
        public List<ColumnId> columns() {
            return Stream.concat(input.columns().stream(), calls.stream().map(WindowCall::id))
                    .toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /**
     * The first rows of each partition: ORDER BY with LIMIT, and DISTINCT ON.
     *
     * @param input the operator below
     * @param partition the expressions whose equal values (SQL equality, NULL equal to NULL) make a partition; empty for one of all rows
     * @param order the sort items, each as written behind ORDER BY: expression, direction, nulls
     * @param offset how many rows are left out at first; nothing for none
     * @param limit how many rows are taken; nothing for all
     * @param ties whether rows that sort like the last one are taken too
     */
    record TopK(
            Relation input,
            List<Scalar> partition,
            List<Scalar> order,
            Optional<Scalar> offset,
            Optional<Scalar> limit,
            Ties ties)
            implements Relation {

        /** What happens to rows that sort like the last one. */
        public enum Ties {
            CUT,
            KEPT
        }

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
     * The least relation that has the rows of a base and, with each row, what a step makes of it: WITH RECURSIVE. The step is linear in the rows
     * that it continues, so that it makes of several rows what it makes of each.
     *
     * @param base the first rows
     * @param step what follows from rows, in which these stand as {@code self}
     * @param self the rows that the step continues
     * @param columns the columns of the result
     * @param duplicates whether equal rows are one
     */
    record Fixpoint(
            UnionAll.Branch base,
            UnionAll.Branch step,
            SelfReference self,
            List<ColumnId> columns,
            Duplicates duplicates)
            implements Relation {

        /** What happens to rows that are found more than once. */
        public enum Duplicates {
            /** They are one row: UNION. */
            REMOVED,
            /** They are as many rows as there are ways to find them: UNION ALL. */
            KEPT
        }

        @Override
        public List<Relation> inputs() {
            return List.of(base.relation(), step.relation());
        }
    }

    /**
     * The rows that the step of a {@link Fixpoint} continues.
     *
     * @param fields the columns of the fixpoint, as the step sees them
     * @param row what a maintenance program knows of a row besides: where it is stored, or in which round it was found; null elsewhere
     * @param weight how often a maintenance program has the row; null elsewhere
     */
    record SelfReference(List<Field> fields, ColumnId row, ColumnId weight) implements Relation {

        /**
         * A column.
         *
         * @param id its id
         * @param type its type
         */
        public record Field(ColumnId id, SqlType type) {}

        @Override
        public List<ColumnId> columns() {
            return Stream.concat(fields.stream().map(Field::id), Stream.of(row, weight))
                    .toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of();
        }
    }

    /**
     * The scans below this operator, this one included.
     *
     * @return all scans, each once although a subtree may stand in several places
     */
    default List<Scan> scans() {
        Set<Scan> found = new LinkedHashSet<>();
        IdentityHashMap<Relation, Relation> visited = new IdentityHashMap<>();
        Deque<Relation> open = new ArrayDeque<>(List.of(this));
        while (!open.isEmpty()) {
            Relation relation = open.pop();
            if (visited.put(relation, relation) == null) {
                if (relation instanceof Scan scan) {
                    found.add(scan);
                }
                relation.inputs().reversed().forEach(open::push);
            }
        }
        return List.copyOf(found);
    }
}
