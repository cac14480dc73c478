package dev.pgtrickle.dvm.session;

import org.jspecify.annotations.Nullable;

/**
 * A message to a client that is not an error.
 *
 * @param severity how important it is
 * @param message one line
 * @param detail a full sentence, or null
 * @param hint what to do, or null
 */
public record Notice(
        Severity severity,
        String message,
        @Nullable String detail,
        @Nullable String hint) {

    /** The levels that we use. */
    public enum Severity {
        DEBUG,
        INFO,
        NOTICE,
        WARNING
    }

    /**
     * A NOTICE without detail or hint.
     *
     * @param message one line
     * @return the notice
     */
    public static Notice notice(String message) {
        return new Notice(Severity.NOTICE, message, null, null);
    }
}
