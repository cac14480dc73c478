package dev.pgtrickle.dvm.sql;

/**
 * One lexical element of an SQL text.
 *
 * @param kind what it is
 * @param text the element as written, quotes included
 * @param start where it starts, in {@code char}s from 0
 */
public record Lexeme(Kind kind, String text, int start) {

    /** The kinds of lexical elements (manual, "Lexical Structure"). */
    public enum Kind {
        /** A key word or an identifier without quotes. */
        WORD,
        /** {@code "..."} or {@code U&"..."}. */
        QUOTED_IDENTIFIER,
        /** A string constant of any form: plain, escape, Unicode, bit string or dollar-quoted. */
        STRING,
        /** A numeric constant. */
        NUMBER,
        /** {@code $1}. */
        PARAMETER,
        /** A run of operator characters. */
        OPERATOR,
        /** Anything else: parentheses, brackets, comma, semicolon, period, colons. */
        PUNCTUATION
    }

    /**
     * Whether this is a given operator or punctuation mark.
     *
     * @param symbol the symbol
     * @return true when kind and text fit
     */
    public boolean is(String symbol) {
        return (kind == Kind.PUNCTUATION || kind == Kind.OPERATOR) && text.equals(symbol);
    }

    /**
     * Where it ends.
     *
     * @return the offset after the last character
     */
    public int end() {
        return start + text.length();
    }
}
