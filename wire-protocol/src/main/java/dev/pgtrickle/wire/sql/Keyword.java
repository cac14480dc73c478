package dev.pgtrickle.wire.sql;

import java.util.Arrays;
import java.util.Locale;

/** A word that helps to tell what kind of statement it stands in. */
public enum Keyword {
    ABORT,
    ALTER,
    ATOMIC,
    BEGIN,
    CASE,
    COMMENT,
    COMMIT,
    CREATE,
    DROP,
    END,
    FUNCTION,
    INDEX,
    MATERIALIZED,
    ON,
    OR,
    PREPARE,
    PROCEDURE,
    REFRESH,
    RELEASE,
    REPLACE,
    ROLLBACK,
    SAVEPOINT,
    START,
    STREAM,
    TRANSACTION,
    TRUNCATE,
    UNIQUE,
    VIEW,
    /** Any other word, a quoted identifier included. */
    OTHER,
    /** No word: the end of the statement, or something that is not a word. */
    NONE;

    private static final Keyword[][] BY_FIRST_LETTER = byFirstLetter();

    private final String lower;

    Keyword() {
        lower = name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a word.
     *
     * @param text the bytes
     * @param start where the word begins
     * @param end where it ends
     * @return the keyword that it is, whatever its case, or {@link #OTHER}
     */
    static Keyword of(byte[] text, int start, int end) {
        int letter = (text[start] | 0x20) - 'a';
        if (letter >= 0 && letter < BY_FIRST_LETTER.length) {
            for (Keyword keyword : BY_FIRST_LETTER[letter]) {
                if (keyword.equals(text, start, end)) {
                    return keyword;
                }
            }
        }
        return OTHER;
    }

    private boolean equals(byte[] text, int start, int end) {
        if (end - start != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if ((text[start + i] | 0x20) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Keyword[][] byFirstLetter() {
        Keyword[][] table = new Keyword['z' - 'a' + 1][];
        for (int i = 0; i < table.length; i++) {
            char letter = (char) ('a' + i);
            table[i] = Arrays.stream(values())
                    .filter(k -> k != OTHER && k != NONE && k.lower.charAt(0) == letter)
                    .toArray(Keyword[]::new);
        }
        return table;
    }
}
