package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.Set;

/**
 * Functions that the server calls stable because they depend on the time zone and other settings of a session, and on nothing else: under the
 * settings of the stream table's author, which maintenance pins, they are as good as immutable ones.
 */
final class PinnedFunctions {

    /** All functions of these names in {@code pg_catalog}, which work on dates and times. */
    private static final Set<String> NAMES = Set.of(
            "timestamptz",
            "date",
            "timestamp",
            "time",
            "timestamptz_pl_interval",
            "timestamptz_mi_interval",
            "interval_pl_timestamptz",
            "date_trunc",
            "date_part",
            "extract",
            "date_add",
            "date_subtract",
            "make_timestamptz",
            "overlaps",
            "in_range",
            "generate_series",
            "to_date",
            "to_timestamp",
            "to_char");

    /** Those whose namesakes depend on the current date. */
    private static final Set<String> SIGNATURES = Set.of(
            "timetz(timestamp with time zone)",
            "timezone(timestamp with time zone)",
            "timezone(timestamp without time zone)");

    private static final String DATE_TIME = "(date|timestamp|timestamptz)";

    private PinnedFunctions() {}

    /**
     * Whether a stable function is one of these.
     *
     * @param name its name
     * @param arguments its argument types as {@code oidvectortypes} writes them
     */
    static boolean contains(QualifiedName name, String arguments) {
        String function = name.name().name();
        if (!name.equals(QualifiedName.of("pg_catalog", function))) {
            return false;
        }
        return NAMES.contains(function)
                || SIGNATURES.contains(function + "(" + arguments + ")")
                || function.matches(DATE_TIME + "_(lt|le|eq|gt|ge|ne|cmp)_" + DATE_TIME);
    }
}
