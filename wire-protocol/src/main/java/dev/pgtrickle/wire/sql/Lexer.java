package dev.pgtrickle.wire.sql;

/**
 * Cuts SQL text into tokens, as far as that is needed to find statements and their first words.
 *
 * <p>It follows the lexical rules of the server: nested comments; {@code ''}, {@code E''} and dollar-quoted constants; an {@code E''}
 * constant goes on after a line break; quoted identifiers. Text that the server would refuse, such as an unterminated constant, becomes one
 * last token; that the server refuses it is then up to the server.
 */
final class Lexer {

    private static final byte SPACE = 1;
    private static final byte WORD_START = 2;
    private static final byte DIGIT = 3;
    private static final byte[] CLASS = classes();

    private final byte[] text;
    private final int end;
    private final StringSyntax syntax;
    private int position;
    private int tokenStart;

    /**
     * A lexer at the start of a text.
     *
     * @param text the bytes
     * @param end where the text ends
     * @param syntax what a backslash means in a plain constant
     */
    Lexer(byte[] text, int end, StringSyntax syntax) {
        this.text = text;
        this.end = end;
        this.syntax = syntax;
    }

    /** Steps over white space and comments and the token behind them, and returns the kind of that token. */
    Token next() {
        skipSpaceAndComments();
        tokenStart = position;
        if (position >= end) {
            return Token.END;
        }
        byte c = text[position];
        switch (CLASS[c & 0xff]) {
            case WORD_START -> {
                return word(c);
            }
            case DIGIT -> {
                skipNumber();
                return Token.OTHER;
            }
            default -> position++;
        }
        return switch (c) {
            case ';' -> Token.SEMICOLON;
            case '(' -> Token.OPENING_PARENTHESIS;
            case ')' -> Token.CLOSING_PARENTHESIS;
            case '\'' -> {
                if (syntax == StringSyntax.BACKSLASH_ESCAPES) {
                    skipEscapeString();
                } else {
                    skipQuoted(c);
                }
                yield Token.OTHER;
            }
            case '"' -> {
                skipQuoted(c);
                yield Token.QUOTED_IDENTIFIER;
            }
            case '$' -> {
                skipDollarQuoted();
                yield Token.OTHER;
            }
            default -> Token.OTHER;
        };
    }

    /** Where the last token begins. */
    int tokenStart() {
        return tokenStart;
    }

    /** Where the last token ends. */
    int tokenEnd() {
        return position;
    }

    static boolean isSpace(byte c) {
        return CLASS[c & 0xff] == SPACE;
    }

    /** Where a byte is next, at or behind an index; -1 when it is not there. */
    int indexOf(byte wanted, int from) {
        for (int i = from; i < end; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private byte at(int index) {
        return index < end ? text[index] : 0;
    }

    private void skipSpaceAndComments() {
        while (position < end) {
            byte c = text[position];
            if (isSpace(c)) {
                position++;
            } else if (c == '-' && at(position + 1) == '-') {
                skipLineComment();
            } else if (c == '/' && at(position + 1) == '*') {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipLineComment() {
        while (position < end) {
            byte c = text[position];
            if (c == '\n' || c == '\r') {
                return;
            }
            position++;
        }
    }

    private void skipBlockComment() {
        int depth = 0;
        while (position < end) {
            byte c = text[position];
            if (c == '/' && at(position + 1) == '*') {
                depth++;
                position += 2;
            } else if (c == '*' && at(position + 1) == '/') {
                depth--;
                position += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                position++;
            }
        }
    }

    private Token word(byte first) {
        position++;
        while (position < end) {
            byte c = text[position];
            byte kind = CLASS[c & 0xff];
            if (kind != WORD_START && kind != DIGIT && c != '$') {
                break;
            }
            position++;
        }
        if ((first | 0x20) == 'e' && position == tokenStart + 1 && at(position) == '\'') {
            position++;
            skipEscapeString();
            return Token.OTHER;
        }
        return Token.WORD;
    }

    private void skipNumber() {
        while (position < end) {
            byte c = text[position];
            byte kind = CLASS[c & 0xff];
            if (kind != WORD_START && kind != DIGIT && c != '.') {
                return;
            }
            position++;
        }
    }

    /** Skips to behind the closing quote; a doubled quote stands for itself. */
    private void skipQuoted(byte quote) {
        while (position < end) {
            int closing = indexOf(quote, position);
            if (closing < 0) {
                position = end;
                return;
            }
            position = closing + 1;
            if (at(position) != quote) {
                return;
            }
            position++;
        }
    }

    /** Skips to behind the closing quote of a constant in which a backslash escapes the next character. */
    private void skipEscapeString() {
        while (position < end) {
            byte c = text[position++];
            if (c == '\\') {
                position = Math.min(position + 1, end);
            } else if (c == '\'') {
                if (at(position) == '\'') {
                    position++;
                } else if (!continues()) {
                    return;
                }
            }
        }
    }

    /** Whether the constant goes on behind white space with a line break in it; if so, steps over the quote that opens it again. */
    private boolean continues() {
        int index = position;
        boolean lineBreak = false;
        while (index < end) {
            byte c = text[index];
            if (c == '\n' || c == '\r') {
                lineBreak = true;
                index++;
            } else if (isSpace(c)) {
                index++;
            } else if (c == '-' && at(index + 1) == '-') {
                while (index < end && text[index] != '\n' && text[index] != '\r') {
                    index++;
                }
            } else if (c == '\'' && lineBreak) {
                position = index + 1;
                return true;
            } else {
                return false;
            }
        }
        return false;
    }

    /** At a dollar sign: skips a dollar-quoted constant, or nothing when it is a parameter. */
    private void skipDollarQuoted() {
        int tag = position;
        int index = tag;
        while (index < end && isTagCharacter(text[index], index == tag)) {
            index++;
        }
        if (at(index) != '$') {
            return;
        }
        int delimiter = tag - 1;
        int length = index + 1 - delimiter;
        position = index + 1;
        while (position < end) {
            int dollar = indexOf((byte) '$', position);
            if (dollar < 0 || dollar + length > end) {
                position = end;
                return;
            }
            if (sameBytes(dollar, delimiter, length)) {
                position = dollar + length;
                return;
            }
            position = dollar + 1;
        }
    }

    private static boolean isTagCharacter(byte c, boolean first) {
        byte kind = CLASS[c & 0xff];
        return kind == WORD_START || (kind == DIGIT && !first);
    }

    private boolean sameBytes(int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (text[a + i] != text[b + i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80) {
                classes[c] = WORD_START;
            } else if (c >= '0' && c <= '9') {
                classes[c] = DIGIT;
            } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
                classes[c] = SPACE;
            }
        }
        return classes;
    }
}
