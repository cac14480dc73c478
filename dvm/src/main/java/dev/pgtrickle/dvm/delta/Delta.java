package dev.pgtrickle.dvm.delta;

import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.Project.Projection;
import dev.pgtrickle.dvm.algebra.Relation.Scan;
import dev.pgtrickle.dvm.algebra.Relation.SemiJoin;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction;
import dev.pgtrickle.dvm.algebra.Running.SortColumn;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.List;

/**
 * A Z-set of changes: rows with an integer weight, as an expression over the current state of relations and the changes of scans. A row that
 * appeared has a positive weight, one that disappeared a negative one; an update is both.
 *
 * @see <a href="https://www.vldb.org/pvldb/vol16/p1601-budiu.pdf">DBSP: Automatic Incremental View Maintenance</a>
 */
public sealed interface Delta {

    /** No change. */
    record Nothing() implements Delta {}

    /**
     * The changes of a table, as one of its scans sees them.
     *
     * @param scan the scan
     */
    record Changes(Scan scan) implements Delta {}

    /**
     * A Z-set that keeps the rows for which all conditions are true.
     *
     * @param input the Z-set below
     * @param conditions boolean expressions
     */
    record Filtered(Delta input, List<Scalar> conditions) implements Delta {}

    /**
     * A Z-set with computed columns; weights stay.
     *
     * @param input the Z-set below
     * @param projections the new columns
     */
    record Projected(Delta input, List<Projection> projections) implements Delta {}

    /**
     * The join of factors of which at least one is changed: weights multiply.
     *
     * @param sign the sign of the term
     * @param factors what is joined, in the order of the join's inputs
     * @param conditions the join's conditions
     */
    record Product(Sign sign, List<Factor> factors, List<Scalar> conditions) implements Delta {}

    /**
     * The sum of Z-sets over the same columns.
     *
     * @param terms at least two Z-sets
     */
    record Sum(List<Delta> terms) implements Delta {}

    /**
     * A Z-set that is used more than once and computed once.
     *
     * @param name names it among the shared Z-sets of a query
     * @param value what it is; all uses of a name have the same value
     * @param columns the columns that its uses read
     */
    record Shared(String name, Delta value, List<ColumnId> columns) implements Delta {}

    /**
     * The rows of a Z-set that have, or lack, a partner in a relation as it is now.
     *
     * @param input the Z-set
     * @param semijoin what a partner is; its left side has the columns of the Z-set
     */
    record Tested(Delta input, SemiJoin semijoin) implements Delta {}

    /**
     * Rows for which the answer of a semijoin changed because partners came or went: with weight one those that stay now and did not before,
     * with weight minus one those that stayed before and do not now; weights multiply.
     *
     * @param sign the sign of the term
     * @param rows the rows of the left side
     * @param semijoin what a partner is
     * @param partners the changes of the right side
     */
    record Crossed(Sign sign, Factor rows, SemiJoin semijoin, Delta partners) implements Delta {}

    /**
     * Rows of a relation as it is now that come or go because time passes.
     *
     * @param sign plus for rows that come
     * @param rows the relation
     * @param conditions boolean expressions that are true for these rows
     */
    record Moved(Sign sign, Relation rows, List<Scalar> conditions) implements Delta {}

    /**
     * A Z-set with nulls in place of columns that its rows do not have.
     *
     * @param input the Z-set
     * @param nulls the columns
     */
    record Padded(Delta input, List<ColumnId> nulls) implements Delta {}

    /**
     * For each row of a Z-set the rows of a table function, with its weight.
     *
     * @param input the Z-set
     * @param function the function; its input has the columns of the Z-set
     */
    record Expanded(Delta input, TableFunction function) implements Delta {}

    /**
     * What an operator computes from the partitions that a Z-set touches as they are now, minus what it computed from them before.
     *
     * @param operator an aggregation, window, or selection of first rows
     * @param input the changes of its input
     */
    record Recomputed(Relation operator, Delta input) implements Delta {}

    /**
     * What a window computes from the rows of the touched partitions from the first changed one on, as they are now, minus what it computed from
     * them before.
     *
     * @param window a window whose calls are all running
     * @param suffix where these rows begin
     * @param input the changes of its input
     */
    record Continued(Relation.Window window, Suffix suffix, Delta input) implements Delta {}

    /**
     * The rows of a partition from some row on.
     *
     * @param order what decides which rows come later
     * @param lookback how many of the rows before are read with them
     */
    record Suffix(SortColumn order, int lookback) {}

    /** Whether a term is added or subtracted. */
    enum Sign {
        PLUS,
        MINUS;

        /**
         * The sign of an inclusion-exclusion term.
         *
         * @param changed how many factors of the term are changed, at least 1
         * @return plus for an odd number
         */
        static Sign ofTerm(int changed) {
            return changed % 2 == 1 ? PLUS : MINUS;
        }
    }

    /** One side of a product. */
    sealed interface Factor {

        /**
         * A relation as it is now, each row with weight one.
         *
         * @param relation the relation
         */
        record Current(Relation relation) implements Factor {}

        /**
         * A Z-set of changes.
         *
         * @param delta the changes
         */
        record Changed(Delta delta) implements Factor {}
    }
}
