package dev.pgtrickle.dvm.emit;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.Scalar;
import java.util.function.Function;

/** Writes an aggregate call over current rows. */
final class CallWriter {

    private CallWriter() {}

    static String print(AggregateCall call, Function<Scalar, String> print) {
        return call.print(print);
    }
}
