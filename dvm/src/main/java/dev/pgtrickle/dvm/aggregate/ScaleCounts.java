package dev.pgtrickle.dvm.aggregate;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many rows of a group have an argument of which scale, as a state that tells the largest scale that is left.
 *
 * <p>Law: the largest scale is not additive, but the number of rows of each scale is. They are kept as the digits of one number,
 * {@code Σ w·10^(12·scale(x))}, whose length tells the largest scale. NaN and the infinities have no scale and count for nothing.
 *
 * @param state the state's column after the change
 */
record ScaleCounts(String state) {

    /** So many digits hold the number of rows of one scale. */
    private static final int DIGITS = 12;

    /** Scales whose digit is written out, which spares making it from text for every row. */
    private static final int USUAL_SCALES = 6;

    /** Counts scales up to one. */
    static ScaleCounts upTo(int largest, String argument, GroupState state) {
        return counted(
                argument,
                state,
                "CASE WHEN scale(" + argument + ") <= " + largest + " THEN " + digit(argument) + " END");
    }

    /** Counts all scales; from 10,923 on such a number does not fit, and the server says so. */
    static ScaleCounts ofAll(String argument, GroupState state) {
        return counted(argument, state, digit(argument));
    }

    private static String digit(String argument) {
        return "('1e' || " + DIGITS + " * scale(" + argument + "))::numeric";
    }

    private static ScaleCounts counted(String argument, GroupState state, String otherwise) {
        String digit = Stream.iterate(0, scale -> scale + 1)
                .limit(USUAL_SCALES + 1)
                .map(scale -> "WHEN " + scale + " THEN 1" + "0".repeat(DIGITS * scale) + "::numeric")
                .collect(Collectors.joining(" ", "CASE scale(" + argument + ") ", " ELSE " + otherwise + " END"));
        String key = "scales " + argument;
        String x = state.sum(key, "numeric", ChangeWeight.NAME + " * " + digit);
        return new ScaleCounts(state.summed(key, "numeric", x, "coalesce(sum(" + digit + "), 0)")
                .fresh());
    }

    /** A sum with the scale that PostgreSQL shows. */
    String rounded(String sum) {
        return "round(" + sum + ", (length(trunc(" + state + ")::text) - 1) / " + DIGITS + ")";
    }
}
