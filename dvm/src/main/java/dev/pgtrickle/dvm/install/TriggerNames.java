package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.program.ChangeSources.Event;

/**
 * The names of triggers on sources. Triggers of one table fire in the order of their names: capture before maintenance, stream tables in the order
 * of their ids, which is also the order in which their locks are taken.
 */
final class TriggerNames {

    private TriggerNames() {}

    static String before(long id, String event) {
        return "pgtrickle_imm_%012d_begin_%s".formatted(id, event);
    }

    static String after(long id, String event) {
        return "pgtrickle_imm_%012d_end_%s".formatted(id, event);
    }

    static String capture(String event) {
        return "pgtrickle_capture_" + event;
    }

    /** With the ordinal of the source: a partition has the row triggers of its parent, and may be a source as well. */
    static String rows(long id, int source) {
        return "pgtrickle_imm_%012d_row_%d".formatted(id, source);
    }

    static String captureRows(long capture) {
        return "pgtrickle_capture_" + capture + "_row";
    }

    static String captureTruncate(long capture) {
        return "pgtrickle_capture_" + capture + "_truncate";
    }

    static String transitionTables(Event event) {
        return switch (event) {
            case INSERT -> "NEW TABLE AS new_rows";
            case UPDATE -> "OLD TABLE AS old_rows NEW TABLE AS new_rows";
            case DELETE -> "OLD TABLE AS old_rows";
        };
    }
}
