package dev.pgtrickle.wire.sql;

import java.util.Arrays;

/**
 * Goes from statement to statement of a text.
 *
 * <p>A semicolon ends a statement unless it stands in parentheses ({@code CREATE RULE ... DO (a; b)}) or in the body of {@code CREATE
 * FUNCTION ... BEGIN ATOMIC a; b; END}.
 */
final class StatementScanner {

    /** How much of a statement has to be read. */
    enum Need {
        /** Only what {@link #interest} looks at; the end may then be that of the text when no semicolon is left. */
        INTEREST,
        /** Everything. */
        BORDERS
    }

    /** As many words as the longest pattern has: CREATE OR REPLACE STREAM. */
    private static final int WORDS = 4;

    private final byte[] text;
    private final int textEnd;
    private final Lexer lexer;
    private final Keyword[] words = new Keyword[WORDS];
    private int wordCount;
    private int parentheses;
    /** Open BEGIN ATOMIC and, within it, CASE. */
    private int blocks;

    private Keyword previous = Keyword.NONE;
    private int start;
    private int end;
    private boolean exhausted;

    /**
     * A scanner in front of the first statement.
     *
     * @param text the bytes
     * @param end where the text ends
     * @param syntax what a backslash means in a plain constant
     */
    StatementScanner(byte[] text, int end, StringSyntax syntax) {
        this.text = text;
        this.textEnd = end;
        this.lexer = new Lexer(text, end, syntax);
    }

    /** Steps to the next statement; false when there is none. */
    boolean next(Need need) {
        if (exhausted) {
            return false;
        }
        Token token;
        int from;
        do {
            from = lexer.tokenEnd();
            token = lexer.next();
        } while (token == Token.SEMICOLON);
        if (token == Token.END) {
            exhausted = true;
            return false;
        }
        begin(from);
        boolean lastIsKnown = need == Need.BORDERS;
        while (!isEnd(token)) {
            consume(token);
            if (!lastIsKnown && wordCount == WORDS) {
                lastIsKnown = true;
                if (lexer.indexOf((byte) ';', lexer.tokenEnd()) < 0) {
                    exhausted = true;
                    end = textEnd;
                    return true;
                }
            }
            token = lexer.next();
        }
        end = lexer.tokenStart();
        while (Lexer.isSpace(text[end - 1])) {
            end--;
        }
        return true;
    }

    /** Where the statement begins; comments in front belong to it. */
    int start() {
        return start;
    }

    /** Where the statement ends, without the semicolon. */
    int end() {
        return end;
    }

    /** One of the first words, or {@link Keyword#NONE} where something else stands. */
    Keyword word(int index) {
        return words[index];
    }

    /** Whether the statement may concern stream tables, except that it may mention {@code pgtrickle.} somewhere. */
    Interest interest() {
        return switch (words[0]) {
            case CREATE -> interestOfCreate();
            case ALTER -> interestOfAlterOrDrop();
            case DROP -> words[1] == Keyword.VIEW ? Interest.POSSIBLE : interestOfAlterOrDrop();
            case REFRESH -> words[1] == Keyword.MATERIALIZED ? Interest.POSSIBLE : Interest.NONE;
            case COMMENT ->
                words[1] == Keyword.ON && words[2] == Keyword.MATERIALIZED ? Interest.POSSIBLE : Interest.NONE;
            case TRUNCATE -> Interest.POSSIBLE;
            default -> Interest.NONE;
        };
    }

    private Interest interestOfCreate() {
        return switch (words[1]) {
            case STREAM -> Interest.CERTAIN;
            case OR -> words[2] == Keyword.REPLACE && words[3] == Keyword.STREAM ? Interest.CERTAIN : Interest.NONE;
            case MATERIALIZED -> Mentions.next(text, start, end) >= 0 ? Interest.CERTAIN : Interest.NONE;
            case INDEX -> Interest.POSSIBLE;
            case UNIQUE -> words[2] == Keyword.INDEX ? Interest.POSSIBLE : Interest.NONE;
            default -> Interest.NONE;
        };
    }

    private Interest interestOfAlterOrDrop() {
        return switch (words[1]) {
            case STREAM -> Interest.CERTAIN;
            case MATERIALIZED -> Interest.POSSIBLE;
            default -> Interest.NONE;
        };
    }

    private void begin(int from) {
        start = from;
        while (Lexer.isSpace(text[start])) {
            start++;
        }
        Arrays.fill(words, Keyword.NONE);
        wordCount = 0;
        parentheses = 0;
        blocks = 0;
        previous = Keyword.NONE;
    }

    private boolean isEnd(Token token) {
        return token == Token.END || (token == Token.SEMICOLON && parentheses == 0 && blocks == 0);
    }

    private void consume(Token token) {
        switch (token) {
            case WORD -> word();
            case QUOTED_IDENTIFIER -> record(Keyword.OTHER);
            case OPENING_PARENTHESIS -> {
                parentheses++;
                wordCount = WORDS;
            }
            case CLOSING_PARENTHESIS -> {
                parentheses = Math.max(0, parentheses - 1);
                wordCount = WORDS;
            }
            case OTHER -> wordCount = WORDS;
            case SEMICOLON, END -> {}
        }
    }

    private void word() {
        if (wordCount == WORDS && !createsRoutine()) {
            return;
        }
        Keyword keyword = Keyword.of(text, lexer.tokenStart(), lexer.tokenEnd());
        record(keyword);
        if (parentheses == 0 && createsRoutine()) {
            switch (keyword) {
                case ATOMIC -> blocks += previous == Keyword.BEGIN ? 1 : 0;
                case CASE -> blocks += blocks > 0 ? 1 : 0;
                case END -> blocks -= blocks > 0 ? 1 : 0;
                default -> {}
            }
        }
        previous = keyword;
    }

    private void record(Keyword keyword) {
        if (wordCount < WORDS) {
            words[wordCount++] = keyword;
        }
    }

    private boolean createsRoutine() {
        if (words[0] != Keyword.CREATE) {
            return false;
        }
        Keyword object = words[1] == Keyword.OR ? words[3] : words[1];
        return object == Keyword.FUNCTION || object == Keyword.PROCEDURE;
    }
}
