package dev.pgtrickle.wire.sql;

/**
 * One statement of a query string.
 *
 * @param start where it begins, in bytes from the start of the string; comments in front belong to it
 * @param end where it ends, in bytes from the start of the string, without the semicolon
 * @param first its first word
 * @param second its second word
 * @param interest whether it may concern stream tables
 */
public record Statement(int start, int end, Keyword first, Keyword second, Interest interest) {

    /**
     * Whether the statement begins or ends a transaction or a part of one.
     *
     * @return true for BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK, ABORT, SAVEPOINT, RELEASE and PREPARE TRANSACTION
     */
    public boolean controlsTransaction() {
        return switch (first) {
            case BEGIN, START, COMMIT, END, ROLLBACK, ABORT, SAVEPOINT, RELEASE -> true;
            case PREPARE -> second == Keyword.TRANSACTION;
            default -> false;
        };
    }
}
