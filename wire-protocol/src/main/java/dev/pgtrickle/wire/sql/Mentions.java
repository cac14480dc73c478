package dev.pgtrickle.wire.sql;

import java.util.Arrays;

/**
 * Finds the word {@code pgtrickle} in any case, anywhere in a text: function bodies and dynamic SQL are constants, and what they call
 * concerns us as well. (Horspool, "Practical fast searching in strings", 1980: most of a text is never looked at.)
 */
final class Mentions {

    private static final byte[] WORD = {'p', 'g', 't', 'r', 'i', 'c', 'k', 'l', 'e'};
    private static final byte[] SHIFT = shifts();

    private Mentions() {}

    /**
     * Finds the next mention.
     *
     * @param text the bytes
     * @param start where to begin
     * @param end where to end
     * @return where the word begins, or -1
     */
    static int next(byte[] text, int start, int end) {
        int last = WORD.length - 1;
        for (int i = start + last; i < end; ) {
            byte c = text[i];
            if ((c | 0x20) == WORD[last] && matches(text, i - last)) {
                return i - last;
            }
            i += SHIFT[c & 0xff];
        }
        return -1;
    }

    /**
     * Finds the next mention that qualifies a name, such as {@code pgtrickle.x}, {@code "pgtrickle".x} or {@code pgtrickle . x}.
     *
     * @param text the bytes
     * @param start where to begin
     * @param end where to end
     * @return where the word begins, or -1
     */
    static int nextQualifier(byte[] text, int start, int end) {
        int found = start - 1;
        while ((found = next(text, found + 1, end)) >= 0) {
            int behind = found + WORD.length;
            if (behind < end && text[behind] == '"') {
                behind++;
            }
            while (behind < end && Lexer.isSpace(text[behind])) {
                behind++;
            }
            if (behind < end && text[behind] == '.') {
                return found;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] text, int start) {
        for (int i = 0; i < WORD.length; i++) {
            if ((text[start + i] | 0x20) != WORD[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] shifts() {
        byte[] shifts = new byte[256];
        Arrays.fill(shifts, (byte) WORD.length);
        for (int i = 0; i < WORD.length - 1; i++) {
            byte shift = (byte) (WORD.length - 1 - i);
            shifts[WORD[i]] = shift;
            shifts[WORD[i] & ~0x20] = shift;
        }
        return shifts;
    }
}
