package dev.pgtrickle.conformance.scenario;

import java.util.Locale;

/**
 * One SQL statement of a scenario.
 *
 * @param line the line of the file on which it begins, from 1
 * @param text the statement without comments around it and without its semicolon
 */
public record SqlStatement(int line, String text) {

    /**
     * Whether the statement opens a transaction block.
     *
     * @return true for BEGIN and START TRANSACTION
     */
    public boolean opensBlock() {
        return beginsWith("begin") || beginsWith("start transaction");
    }

    /**
     * Whether the statement ends a transaction block.
     *
     * @return true for COMMIT, END, ROLLBACK, ABORT and PREPARE TRANSACTION, but not for ROLLBACK TO a savepoint
     */
    public boolean closesBlock() {
        if (beginsWith("rollback")) {
            return !text.toLowerCase(Locale.ROOT).matches("(?s)rollback\\s+(?:(?:work|transaction)\\s+)?to\\b.*");
        }
        return beginsWith("commit") || beginsWith("end") || beginsWith("abort") || beginsWith("prepare transaction");
    }

    /**
     * Whether the statement begins with given words.
     *
     * @param words lower-case words with single blanks between them
     * @return true when it does, in any case and with any white space between words
     */
    public boolean beginsWith(String words) {
        String pattern = "(?s)" + words.replace(" ", "\\s+") + "\\b.*";
        return text.toLowerCase(Locale.ROOT).matches(pattern);
    }

    @Override
    public String toString() {
        return text;
    }
}
