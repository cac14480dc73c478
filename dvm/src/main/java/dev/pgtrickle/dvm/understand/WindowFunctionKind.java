package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.emit.Image;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.source.SqlType.Oid;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Set;

/** What a window function looks at: that decides when its result is a function of the bag of rows. */
enum WindowFunctionKind {
    /** Where a row stands among all rows of its partition; the frame means nothing. */
    POSITION,
    /** Where the peers of a row stand; the frame means nothing. */
    RANK,
    /** The first row of the frame. */
    FIRST_VALUE,
    /** The last row of the frame. */
    LAST_VALUE,
    /** The rows of the frame, in whatever order. */
    COMMUTATIVE,
    /** The rows of the frame in their order. */
    ORDERED,
    /** We do not know. */
    UNKNOWN;

    private static final Set<String> POSITIONS = Set.of("row_number", "ntile", "lag", "lead");
    private static final Set<String> RANKS = Set.of("rank", "dense_rank", "percent_rank", "cume_dist");
    private static final Set<String> COMMUTATIVES =
            Set.of("count", "bool_and", "bool_or", "every", "bit_and", "bit_or", "bit_xor");
    private static final Set<String> EXACT_SUMS = Set.of("sum", "avg");
    private static final Set<Long> EXACT_NUMBERS = Set.of(Oid.INT2, Oid.INT4, Oid.INT8, Oid.NUMERIC);
    private static final Set<String> EXTREMA = Set.of("min", "max");

    /**
     * The kind of a function.
     *
     * @param function as the server resolved it
     * @param aggregate whether it is an aggregate
     * @param arguments the types of its arguments
     */
    static WindowFunctionKind of(QualifiedName function, boolean aggregate, List<SqlType> arguments) {
        String name = function.name().name();
        boolean builtIn = function.equals(QualifiedName.of("pg_catalog", name));
        if (aggregate) {
            return builtIn && isCommutative(name, arguments) ? COMMUTATIVE : ORDERED;
        }
        if (!builtIn) {
            return UNKNOWN;
        }
        if (POSITIONS.contains(name)) {
            return POSITION;
        }
        if (RANKS.contains(name)) {
            return RANK;
        }
        return switch (name) {
            case "first_value" -> FIRST_VALUE;
            case "last_value" -> LAST_VALUE;
            case "nth_value" -> ORDERED;
            default -> UNKNOWN;
        };
    }

    private static boolean isCommutative(String name, List<SqlType> arguments) {
        return COMMUTATIVES.contains(name)
                || EXACT_SUMS.contains(name)
                        && EXACT_NUMBERS.contains(arguments.getFirst().base())
                || EXTREMA.contains(name) && Image.isEquality(arguments.getFirst());
    }
}
