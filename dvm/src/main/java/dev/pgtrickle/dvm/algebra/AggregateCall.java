package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A call of an aggregate function, resolved by the server.
 *
 * @param function the function's qualified name; of a construct of the grammar such as {@code JSON_ARRAYAGG}, the function behind it
 * @param form how the call is written
 * @param arguments its arguments, empty for {@code count(*)}; of a call that is {@link Form.Written}, the columns that its text reads
 * @param argumentTypes the arguments' types
 * @param filter the FILTER condition, if any
 * @param resultType what it returns
 */
public record AggregateCall(
        QualifiedName function,
        Form form,
        List<Scalar> arguments,
        List<SqlType> argumentTypes,
        Optional<Scalar> filter,
        SqlType resultType) {

    /** How a call is written. */
    public sealed interface Form {

        /** The function's name, the arguments, and FILTER. */
        record Plain() implements Form {}

        /**
         * In any of the other ways, such as with DISTINCT, ORDER BY or WITHIN GROUP: in full, but without FILTER.
         *
         * @param head the call up to where sort keys stand or could stand
         * @param tail the rest, at least the closing parenthesis
         * @param sorting what sort keys there are
         */
        record Written(Scalar head, Scalar tail, Sorting sorting) implements Form {

            /** The call in full, but without FILTER. */
            public Scalar text() {
                List<Scalar.Term> terms = new ArrayList<>(head.terms());
                terms.addAll(tail.terms());
                return new Scalar(terms);
            }
        }
    }

    /** The sort keys of a call that is written out. */
    public enum Sorting {
        /** There are none, so that rows are taken in any order; ORDER BY can be put behind the head. */
        ABSENT,
        /** The head ends with sort keys, to which more can be added. */
        EXTENSIBLE,
        /** The result is that of the bag of rows, in whatever order they come. */
        NEEDLESS,
        /** The result may depend on the order of rows, and no sort keys can be added. */
        IMPOSSIBLE
    }

    /** Copies the lists. */
    public AggregateCall {
        arguments = List.copyOf(arguments);
        argumentTypes = List.copyOf(argumentTypes);
    }

    /**
     * A plain call.
     *
     * @param function the function's qualified name
     * @param arguments its arguments; empty for {@code count(*)}
     * @param argumentTypes the arguments' types
     * @param filter the FILTER condition, if any
     * @param resultType what it returns
     */
    public AggregateCall(
            QualifiedName function,
            List<Scalar> arguments,
            List<SqlType> argumentTypes,
            Optional<Scalar> filter,
            SqlType resultType) {
        this(function, new Form.Plain(), arguments, argumentTypes, filter, resultType);
    }

    /**
     * A call that is written out.
     *
     * @param function the function's qualified name
     * @param form the call
     * @param columnTypes the types of the columns that its text reads, in the order of {@link Scalar#columns}
     * @param filter the FILTER condition, if any
     * @param resultType what it returns
     * @return the call
     */
    public static AggregateCall written(
            QualifiedName function,
            Form.Written form,
            List<SqlType> columnTypes,
            Optional<Scalar> filter,
            SqlType resultType) {
        return new AggregateCall(
                function,
                form,
                form.text().columns().stream().map(Scalar::of).toList(),
                columnTypes,
                filter,
                resultType);
    }

    /**
     * The same call over other columns.
     *
     * @param columns the new column for each that the call reads
     * @return the call
     */
    public AggregateCall over(Map<ColumnId, ColumnId> columns) {
        Map<ColumnId, Scalar> references = new HashMap<>();
        columns.forEach((from, to) -> references.put(from, Scalar.of(to)));
        return substitute(references);
    }

    /**
     * Replaces columns by the expressions that define them.
     *
     * @param definitions an expression for some or all columns
     * @return the call over the columns that the definitions read
     */
    public AggregateCall substitute(Map<ColumnId, Scalar> definitions) {
        Form changed = switch (form) {
            case Form.Plain plain -> plain;
            case Form.Written written ->
                new Form.Written(
                        written.head().substitute(definitions),
                        written.tail().substitute(definitions),
                        written.sorting());
        };
        return new AggregateCall(
                function,
                changed,
                arguments.stream().map(a -> a.substitute(definitions)).toList(),
                argumentTypes,
                filter.map(f -> f.substitute(definitions)),
                resultType);
    }

    /**
     * The same call of fewer rows.
     *
     * @param condition an operand that is true for the rows that still count
     * @return the call
     */
    public AggregateCall onlyWhere(Scalar condition) {
        Scalar both = filter.map(f -> and(f.operand(), condition)).orElse(condition);
        return new AggregateCall(function, form, arguments, argumentTypes, Optional.of(both), resultType);
    }

    private static Scalar and(Scalar left, Scalar right) {
        List<Scalar.Term> terms = new ArrayList<>(left.terms());
        terms.add(new Scalar.Token("AND"));
        terms.addAll(right.terms());
        return new Scalar(terms);
    }

    /**
     * The columns that the call reads: in arguments, sort keys and conditions.
     *
     * @return column ids
     */
    public Set<ColumnId> columns() {
        Set<ColumnId> columns = new LinkedHashSet<>();
        arguments.forEach(a -> columns.addAll(a.columns()));
        filter.ifPresent(f -> columns.addAll(f.columns()));
        return columns;
    }

    /**
     * Prints the call.
     *
     * @param print how to print an argument, the condition, or a call that is written out
     * @return SQL text
     */
    public String print(Function<Scalar, String> print) {
        String call = switch (form) {
            case Form.Written written -> print.apply(written.text());
            case Form.Plain plain ->
                function.sql() + "("
                        + (arguments.isEmpty()
                                ? "*"
                                : String.join(
                                        ", ", arguments.stream().map(print).toList()))
                        + ")";
        };
        return call + filter.map(f -> " FILTER (WHERE " + print.apply(f) + ")").orElse("");
    }
}
