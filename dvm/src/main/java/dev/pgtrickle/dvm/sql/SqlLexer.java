package dev.pgtrickle.dvm.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts an SQL text into lexemes by the server's rules (manual, "Lexical Structure"), with {@code standard_conforming_strings} on. White
 * space and comments separate lexemes and are dropped.
 */
public final class SqlLexer {

    private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";
    /** An operator of several characters may end in + or - only when it contains one of these. */
    private static final String ENDING_MAKERS = "~!@#%^&|`?";

    private final String text;
    private int at;

    private SqlLexer(String text) {
        this.text = text;
    }

    /**
     * Cuts a text into lexemes.
     *
     * @param text any SQL text
     * @return its lexemes in order
     * @throws SqlSyntaxException when a quote or a comment is not closed
     */
    public static List<Lexeme> lex(String text) {
        List<Lexeme> lexemes = new ArrayList<>();
        visit(text, (kind, start, end) -> lexemes.add(new Lexeme(kind, text.substring(start, end), start)));
        return lexemes;
    }

    /** Is shown the lexemes of a text one by one. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * A lexeme.
         *
         * @param kind its kind
         * @param start where it begins
         * @param end where it has ended
         * @return whether to go on
         */
        boolean lexeme(Lexeme.Kind kind, int start, int end);
    }

    /**
     * Shows the lexemes of a text without making objects of them.
     *
     * @param text any SQL text
     * @param visitor is shown them in order, until it has seen enough
     * @throws SqlSyntaxException when a quote or a comment is not closed
     */
    public static void visit(String text, Visitor visitor) {
        SqlLexer lexer = new SqlLexer(text);
        boolean more = true;
        while (more && lexer.skipSpace()) {
            int start = lexer.at;
            Lexeme.Kind kind = lexer.next();
            more = visitor.lexeme(kind, start, lexer.at);
        }
    }

    /**
     * The first lexeme of a text; what comes behind it is not looked at.
     *
     * @param text any SQL text
     * @return the lexeme; nothing where there is only white space and comments
     * @throws SqlSyntaxException when it, or a comment before it, is not closed
     */
    public static Optional<Lexeme> first(String text) {
        SqlLexer lexer = new SqlLexer(text);
        if (!lexer.skipSpace()) {
            return Optional.empty();
        }
        int start = lexer.at;
        Lexeme.Kind kind = lexer.next();
        return Optional.of(new Lexeme(kind, text.substring(start, lexer.at), start));
    }

    /** Moves past white space and comments; false at the end of the text. */
    private boolean skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                at++;
            } else if (text.startsWith("--", at)) {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                return true;
            }
        }
        return false;
    }

    /** Block comments nest. */
    private void skipBlockComment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else if (at < text.length()) {
                at++;
            } else {
                throw new SqlSyntaxException(at, "*/", "end of input");
            }
        } while (depth > 0);
    }

    private Lexeme.Kind next() {
        char c = text.charAt(at);
        char following = charAt(at + 1);
        if (c == '\'') {
            return string(at, false);
        }
        if (c == '"') {
            return quotedIdentifier(at);
        }
        if (following == '\'' && "eEbBxXnN".indexOf(c) >= 0) {
            return string(at + 1, c == 'e' || c == 'E');
        }
        if ((c == 'u' || c == 'U') && following == '&') {
            if (charAt(at + 2) == '\'') {
                return string(at + 2, false);
            }
            if (charAt(at + 2) == '"') {
                return quotedIdentifier(at + 2);
            }
        }
        if (isWordStart(c)) {
            while (at < text.length() && isWordPart(text.charAt(at))) {
                at++;
            }
            return Lexeme.Kind.WORD;
        }
        if (isDigit(c) || (c == '.' && isDigit(following))) {
            return number();
        }
        if (c == '$') {
            return dollar();
        }
        return OPERATOR_CHARACTERS.indexOf(c) >= 0 ? operator() : punctuation(c, following);
    }

    /** A string constant whose opening quote is at the given place; a backslash escapes only in an escape string. */
    private Lexeme.Kind string(int quote, boolean escapes) {
        at = quote + 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' && charAt(at + 1) != '\'') {
                at++;
                return Lexeme.Kind.STRING;
            }
            at += c == '\'' || (escapes && c == '\\') ? 2 : 1;
        }
        throw new SqlSyntaxException(text.length(), "a closing quote", "end of input");
    }

    private Lexeme.Kind quotedIdentifier(int quote) {
        at = quote + 1;
        while (at < text.length()) {
            if (text.charAt(at) == '"') {
                if (charAt(at + 1) != '"') {
                    at++;
                    return Lexeme.Kind.QUOTED_IDENTIFIER;
                }
                at++;
            }
            at++;
        }
        throw new SqlSyntaxException(text.length(), "a closing double quote", "end of input");
    }

    private Lexeme.Kind number() {
        if (text.charAt(at) == '0' && "xXoObB".indexOf(charAt(at + 1)) >= 0) {
            at += 2;
            while (at < text.length() && isWordPart(text.charAt(at))) {
                at++;
            }
            return Lexeme.Kind.NUMBER;
        }
        digits();
        if (charAt(at) == '.' && charAt(at + 1) != '.') {
            at++;
            digits();
        }
        if (charAt(at) == 'e' || charAt(at) == 'E') {
            int sign = charAt(at + 1) == '+' || charAt(at + 1) == '-' ? 1 : 0;
            if (isDigit(charAt(at + 1 + sign))) {
                at += 1 + sign;
                digits();
            }
        }
        return Lexeme.Kind.NUMBER;
    }

    private void digits() {
        while (isDigit(charAt(at)) || (charAt(at) == '_' && isDigit(charAt(at + 1)))) {
            at++;
        }
    }

    /** A parameter, a dollar-quoted string, or a lonely dollar sign. */
    private Lexeme.Kind dollar() {
        if (isDigit(charAt(at + 1))) {
            at++;
            digits();
            return Lexeme.Kind.PARAMETER;
        }
        int tagEnd = at + 1;
        while (tagEnd < text.length() && text.charAt(tagEnd) != '$' && isWordPart(text.charAt(tagEnd))) {
            tagEnd++;
        }
        if (charAt(tagEnd) != '$') {
            at++;
            return Lexeme.Kind.PUNCTUATION;
        }
        String tag = text.substring(at, tagEnd + 1);
        int close = text.indexOf(tag, tagEnd + 1);
        if (close < 0) {
            throw new SqlSyntaxException(text.length(), tag, "end of input");
        }
        at = close + tag.length();
        return Lexeme.Kind.STRING;
    }

    private Lexeme.Kind operator() {
        int start = at;
        while (at < text.length()
                && OPERATOR_CHARACTERS.indexOf(text.charAt(at)) >= 0
                && (at == start || (!text.startsWith("--", at) && !text.startsWith("/*", at)))) {
            at++;
        }
        while (at - start > 1 && (text.charAt(at - 1) == '+' || text.charAt(at - 1) == '-')) {
            if (text.substring(start, at).chars().anyMatch(c -> ENDING_MAKERS.indexOf(c) >= 0)) {
                break;
            }
            at--;
        }
        return Lexeme.Kind.OPERATOR;
    }

    private Lexeme.Kind punctuation(char c, char following) {
        boolean two = (c == ':' && (following == ':' || following == '=')) || (c == '.' && following == '.');
        at += two ? 2 : 1;
        return Lexeme.Kind.PUNCTUATION;
    }

    private char charAt(int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
