package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.AggregateCall.Form;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes an aggregate call over current rows, so that its result depends on the bag of rows and not on their order.
 *
 * <p>Sums of floating point numbers, arrays, strings, and whatever we do not know get their arguments in the order of their images; a call with an
 * ORDER BY of its own gets further sort keys. Which of several equal values {@code min} shows is decided in the same way.
 */
final class CallWriter {

    private static final Set<String> ORDERLESS =
            Set.of("count", "bool_and", "bool_or", "every", "bit_and", "bit_or", "bit_xor");

    private static final Set<String> EXACT_SUMS = Set.of("sum", "avg");

    private static final Set<Long> EXACT_NUMBERS = Set.of(Oid.INT2, Oid.INT4, Oid.INT8, Oid.NUMERIC);

    private CallWriter() {}

    static String print(AggregateCall call, Block input) {
        if (call.arguments().isEmpty() || isOrderless(call)) {
            return call.print(input::print);
        }
        List<String> order = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            String value = "(" + input.print(call.arguments().get(i)) + ")";
            order.addAll(Image.order(value, call.argumentTypes().get(i)));
        }
        String text = switch (call.form()) {
            case Form.Plain plain -> ordered(withoutFilter(call).print(input::print), " ORDER BY ", order);
            case Form.Written written -> written(input.print(written.text()), order);
        };
        return text
                + call.filter()
                        .map(f -> " FILTER (WHERE " + input.print(f) + ")")
                        .orElse("");
    }

    private static AggregateCall withoutFilter(AggregateCall call) {
        return new AggregateCall(
                call.function(),
                call.form(),
                call.arguments(),
                call.argumentTypes(),
                Optional.empty(),
                call.resultType());
    }

    /** An ordered-set aggregate sorts what it needs; so does DISTINCT, which allows no other sort keys than its arguments. */
    private static String written(String call, List<String> order) {
        boolean sortsItself = call.contains(" WITHIN GROUP (") || call.contains("(DISTINCT ");
        if (sortsItself || call.startsWith("JSON_") || !call.endsWith(")")) {
            return call;
        }
        return ordered(call, call.contains(" ORDER BY ") ? ", " : " ORDER BY ", order);
    }

    private static String ordered(String call, String with, List<String> order) {
        return call.substring(0, call.length() - 1) + with + String.join(", ", order) + ")";
    }

    private static boolean isOrderless(AggregateCall call) {
        if (!call.function()
                        .equals(QualifiedName.of(
                                "pg_catalog", call.function().name().name()))
                || !(call.form() instanceof Form.Plain)) {
            return false;
        }
        String name = call.function().name().name();
        SqlType type = call.argumentTypes().getFirst();
        return ORDERLESS.contains(name)
                || EXACT_SUMS.contains(name) && EXACT_NUMBERS.contains(type.base())
                || (name.equals("min") || name.equals("max")) && Image.isEquality(type);
    }
}
