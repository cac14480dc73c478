package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.AggregateCall.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes an aggregate call over current rows, so that its result depends on the bag of rows and not on their order.
 *
 * <p>Sums of floating point numbers, arrays, strings, and whatever we do not know get their arguments in the order of their images; a call with an
 * ORDER BY of its own gets further sort keys. Which of several equal values {@code min} shows is decided in the same way.
 */
final class CallWriter {

    private CallWriter() {}

    static String print(AggregateCall call, Block input) {
        String text = switch (call.form()) {
            case Form.Plain plain -> plain(call, input);
            case Form.Written written -> written(written, call, input);
        };
        return text
                + call.filter()
                        .map(f -> " FILTER (WHERE " + input.print(f) + ")")
                        .orElse("");
    }

    private static String plain(AggregateCall call, Block input) {
        String arguments = call.arguments().isEmpty()
                ? "*"
                : call.arguments().stream().map(input::print).collect(Collectors.joining(", "));
        String order = OrderFree.holds(call.function(), call.argumentTypes()) ? "" : order(" ORDER BY ", call, input);
        return call.function().sql() + "(" + arguments + order + ")";
    }

    private static String written(Form.Written written, AggregateCall call, Block input) {
        String order = switch (written.sorting()) {
            case ABSENT -> order(" ORDER BY ", call, input);
            case EXTENSIBLE -> order(", ", call, input);
            case NEEDLESS -> "";
            // Such calls are not maintained where their result would be computed twice.
            case IMPOSSIBLE -> "";
        };
        return input.print(written.head()) + order + " " + input.print(written.tail());
    }

    private static String order(String before, AggregateCall call, Block input) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            String value = "(" + input.print(call.arguments().get(i)) + ")";
            keys.addAll(Image.order(value, call.argumentTypes().get(i)));
        }
        return keys.isEmpty() ? "" : before + String.join(", ", keys);
    }
}
