package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/** Resolves types and functions of an aggregation, by asking the server. */
public interface Typing {

    /**
     * An aggregate call as printed.
     *
     * @param name the function's name
     * @param arguments its arguments; empty for a star
     * @param filter its condition, if any
     */
    record RawCall(String name, List<Scalar> arguments, Optional<Scalar> filter) {}

    /**
     * What the server makes of a call.
     *
     * @param function the function
     * @param argumentTypes the types of the arguments
     * @param result the type of the result
     * @param aggregate whether the function is an aggregate
     */
    record ResolvedCall(QualifiedName function, List<SqlType> argumentTypes, SqlType result, boolean aggregate) {}

    /**
     * The types of an aggregation.
     *
     * @param keys the types of the keys
     * @param calls what the calls are, in order
     */
    record Resolved(List<SqlType> keys, List<ResolvedCall> calls) {}

    /**
     * Resolves an aggregation.
     *
     * @param input what is aggregated
     * @param keys the grouping expressions over it
     * @param calls the aggregate calls over it
     * @return the types
     */
    Resolved resolve(Relation input, List<Scalar> keys, List<RawCall> calls);

    /**
     * Resolves calls of aggregate or window functions that are written out in full.
     *
     * @param input what they are computed over
     * @param calls calls over its columns, either all of aggregates or all with OVER
     * @return what the calls are, in order; their argument types are those of the columns that they read, in the order of {@link Scalar#columns}
     */
    List<ResolvedCall> resolveWritten(Relation input, List<Scalar> calls);

    /**
     * The types of expressions.
     *
     * @param input what they are computed over
     * @param expressions at least one expression over its columns
     * @return their types in order
     */
    List<SqlType> types(Relation input, List<Scalar> expressions);

    /**
     * The columns of a function in FROM.
     *
     * @param input has the columns that the function depends on
     * @param item the FROM item without alias, which needs no column definition list
     * @return the names of its columns, as many as it has
     */
    List<Identifier> functionColumns(Relation input, Scalar item);

    /**
     * The column types of a set operation over queries with columns of given types, or of a VALUES list.
     *
     * @param left the types of the columns of one query
     * @param right those of the other
     * @return the types that both are converted to; without collation where the two have different ones
     */
    List<SqlType> commonTypes(List<SqlType> left, List<SqlType> right);

    /**
     * The types of constant rows.
     *
     * @param rows expressions without columns, all rows of one length
     * @return the types of the columns
     */
    List<SqlType> rowTypes(List<List<Scalar>> rows);
}
