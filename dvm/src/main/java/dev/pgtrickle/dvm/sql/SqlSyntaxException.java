package dev.pgtrickle.dvm.sql;

/** A text that is not what it should be: where, what was expected there, and what was found. */
public final class SqlSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int offset;
    private final String expected;
    private final String found;

    /**
     * An error at one place.
     *
     * @param offset where in the text, in {@code char}s from 0
     * @param expected what was expected there, for a reader
     * @param found what was found instead, for a reader
     */
    public SqlSyntaxException(int offset, String expected, String found) {
        super("expected " + expected + " but found " + found + " at offset " + offset);
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    /**
     * Where the error is.
     *
     * @return the offset in {@code char}s from 0
     */
    public int offset() {
        return offset;
    }

    /**
     * What was expected.
     *
     * @return a token or a phrase
     */
    public String expected() {
        return expected;
    }

    /**
     * What was found.
     *
     * @return a token or a phrase
     */
    public String found() {
        return found;
    }
}
