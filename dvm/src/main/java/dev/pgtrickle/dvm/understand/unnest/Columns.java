package dev.pgtrickle.dvm.understand.unnest;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;

/** Hands out columns and knows the types of expressions. */
public interface Columns {

    /**
     * A new column.
     *
     * @return an id that no column of the query has
     */
    ColumnId next();

    /**
     * The types of expressions.
     *
     * @param relation what they are computed over; it may have free columns, and so may they
     * @param expressions the expressions
     * @return their types in order
     */
    List<SqlType> types(Relation relation, List<Scalar> expressions);

    /**
     * An aggregate call.
     *
     * @param input what is aggregated
     * @param function the function's name
     * @param arguments its arguments; empty for {@code count(*)}
     * @return the call as the server resolves it
     */
    AggregateCall call(Relation input, QualifiedName function, List<Scalar> arguments);
}
