package dev.pgtrickle.dvm.algebra;

import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/**
 * A call of an aggregate function, resolved by the server.
 *
 * @param function the function's qualified name
 * @param arguments its arguments; empty for {@code count(*)}
 * @param argumentTypes the arguments' types
 * @param filter the FILTER condition, if any
 * @param resultType what it returns
 */
public record AggregateCall(
        QualifiedName function,
        List<Scalar> arguments,
        List<SqlType> argumentTypes,
        Optional<Scalar> filter,
        SqlType resultType) {

    /**
     * Prints the call.
     *
     * @param print how to print an argument or the condition
     * @return SQL text
     */
    public String print(java.util.function.Function<Scalar, String> print) {
        StringBuilder text = new StringBuilder(function.sql()).append('(');
        if (arguments.isEmpty()) {
            text.append('*');
        } else {
            text.append(String.join(", ", arguments.stream().map(print).toList()));
        }
        text.append(')');
        filter.ifPresent(
                f -> text.append(" FILTER (WHERE ").append(print.apply(f)).append(')'));
        return text.toString();
    }
}
