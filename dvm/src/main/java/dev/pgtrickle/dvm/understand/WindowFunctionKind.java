package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.emit.OrderFree;
import dev.pgtrickle.dvm.source.SqlType;
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
            return OrderFree.holds(function, arguments) ? COMMUTATIVE : ORDERED;
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
}
