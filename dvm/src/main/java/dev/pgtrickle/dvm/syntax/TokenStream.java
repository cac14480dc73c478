package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * The tokens of a canonical text with a cursor, which the parsers of queries, FROM items and expressions share.
 *
 * <p>In canonical text a word with an upper-case letter is a key word and any other word is a name, because the server quotes names that
 * are not in lower case.
 */
final class TokenStream {

    private static final Lexeme END = new Lexeme(Lexeme.Kind.PUNCTUATION, "", 0);

    private final String text;
    private final List<Lexeme> lexemes;
    /** For each opening parenthesis: whether a query stands in it. */
    private final boolean[] opensQuery;

    private final ParserLimits limits;
    private int at;
    private int queries;
    private int constructs;

    TokenStream(String text, ParserLimits limits) {
        this.text = text;
        this.lexemes = SqlLexer.lex(text);
        this.limits = limits;
        this.opensQuery = findQueries(lexemes, matchParentheses(lexemes));
    }

    private static int[] matchParentheses(List<Lexeme> lexemes) {
        int[] match = new int[lexemes.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < lexemes.size(); i++) {
            if (lexemes.get(i).is("(")) {
                open.push(i);
            } else if (lexemes.get(i).is(")")) {
                if (open.isEmpty()) {
                    throw new SqlSyntaxException(lexemes.get(i).start(), "end of input", ")");
                }
                match[open.pop()] = i;
            }
        }
        if (!open.isEmpty()) {
            throw new SqlSyntaxException(lexemes.get(open.pop()).start(), "a parenthesis that is closed", "(");
        }
        return match;
    }

    /**
     * A parenthesis holds a query when a query's first word follows, or another parenthesised query that is an operand of a set operation.
     */
    private static boolean[] findQueries(List<Lexeme> lexemes, int[] match) {
        boolean[] found = new boolean[lexemes.size()];
        for (int i = lexemes.size() - 2; i >= 0; i--) {
            if (!lexemes.get(i).is("(")) {
                continue;
            }
            Lexeme next = lexemes.get(i + 1);
            if (next.kind() == Lexeme.Kind.WORD) {
                found[i] = next.text().equals("SELECT")
                        || next.text().equals("VALUES")
                        || next.text().equals("WITH");
            } else if (found[i + 1] && match[i + 1] + 1 < lexemes.size()) {
                String after = lexemes.get(match[i + 1] + 1).text();
                found[i] = after.equals("UNION") || after.equals("INTERSECT") || after.equals("EXCEPT");
            }
        }
        return found;
    }

    private Lexeme peek(int ahead) {
        return at + ahead < lexemes.size() ? lexemes.get(at + ahead) : END;
    }

    boolean atEnd() {
        return at >= lexemes.size();
    }

    boolean atSymbol(String symbol) {
        return atSymbol(0, symbol);
    }

    boolean atSymbol(int ahead, String symbol) {
        return peek(ahead).is(symbol);
    }

    boolean atKeyword(String keyword) {
        return atKeyword(0, keyword);
    }

    boolean atKeyword(int ahead, String keyword) {
        Lexeme lexeme = peek(ahead);
        return lexeme.kind() == Lexeme.Kind.WORD && lexeme.text().equals(keyword);
    }

    boolean atAnyKeyword() {
        return peek(0).kind() == Lexeme.Kind.WORD && !isName(peek(0));
    }

    boolean atName() {
        return atName(0);
    }

    boolean atName(int ahead) {
        return isName(peek(ahead));
    }

    /** Whether the cursor is at the name of a function that is called. */
    boolean atCall() {
        return atName() && (atSymbol(1, "(") || (atSymbol(1, ".") && atName(2) && atSymbol(3, "(")));
    }

    /** Whether the cursor is at a parenthesis with nothing in it, or with commas that are in no further parenthesis. */
    boolean atList() {
        if (!atSymbol("(") || atParenthesisedQuery()) {
            return false;
        }
        if (atSymbol(1, ")")) {
            return true;
        }
        int depth = 0;
        for (int i = at; i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            if (lexeme.is("(") || lexeme.is("[")) {
                depth++;
            } else if (lexeme.is(")") || lexeme.is("]")) {
                depth--;
            }
            if (depth == 0 || (depth == 1 && lexeme.is(","))) {
                return depth == 1;
            }
        }
        return false;
    }

    /** Whether the cursor is at a parenthesis with a query in it. */
    boolean atParenthesisedQuery() {
        return !atEnd() && opensQuery[at];
    }

    /** The text under the cursor, empty at the end. */
    String lookingAt() {
        return peek(0).text();
    }

    private static boolean isName(Lexeme lexeme) {
        return lexeme.kind() == Lexeme.Kind.QUOTED_IDENTIFIER
                || (lexeme.kind() == Lexeme.Kind.WORD && !hasUpperCase(lexeme.text()));
    }

    private static boolean hasUpperCase(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return true;
            }
        }
        return false;
    }

    /** Takes the symbol if the cursor is at it. */
    boolean takeSymbol(String symbol) {
        boolean found = atSymbol(symbol);
        at += found ? 1 : 0;
        return found;
    }

    /** Takes the key words, all or none. */
    boolean takeKeywords(String... keywords) {
        for (int i = 0; i < keywords.length; i++) {
            if (!atKeyword(i, keywords[i])) {
                return false;
            }
        }
        at += keywords.length;
        return true;
    }

    void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw unexpected(symbol);
        }
    }

    void expectKeywords(String... keywords) {
        if (!takeKeywords(keywords)) {
            throw unexpected(String.join(" ", keywords));
        }
    }

    Identifier expectName() {
        if (!atName()) {
            throw unexpected("a name");
        }
        return Identifier.parse(lexemes.get(at++).text());
    }

    QualifiedName expectQualifiedName() {
        Identifier first = expectName();
        return takeSymbol(".") ? new QualifiedName(first, expectName()) : new QualifiedName(null, first);
    }

    /** A list of names in parentheses. */
    List<Identifier> expectNames() {
        expectSymbol("(");
        List<Identifier> names = new ArrayList<>();
        do {
            names.add(expectName());
        } while (takeSymbol(","));
        expectSymbol(")");
        return names;
    }

    /** Takes one token as it is. */
    Piece.Token take() {
        if (atEnd()) {
            throw unexpected("a token");
        }
        Lexeme lexeme = lexemes.get(at++);
        return new Piece.Token(kind(lexeme), lexeme.text());
    }

    private Piece.Token.Kind kind(Lexeme lexeme) {
        return switch (lexeme.kind()) {
            case WORD -> isName(lexeme) ? Piece.Token.Kind.NAME : Piece.Token.Kind.KEYWORD;
            case QUOTED_IDENTIFIER -> Piece.Token.Kind.NAME;
            case STRING -> Piece.Token.Kind.STRING;
            case NUMBER -> Piece.Token.Kind.NUMBER;
            case OPERATOR -> Piece.Token.Kind.OPERATOR;
            case PUNCTUATION -> Piece.Token.Kind.PUNCTUATION;
            case PARAMETER -> throw new SqlSyntaxException(lexeme.start(), "a query without parameters", lexeme.text());
        };
    }

    SqlSyntaxException unexpected(String expected) {
        return atEnd()
                ? new SqlSyntaxException(text.length(), expected, "end of input")
                : new SqlSyntaxException(peek(0).start(), expected, peek(0).text());
    }

    /** Parses something in which a query is nested. */
    <T> T nestedQuery(Supplier<T> parser) {
        checkDepth(++queries, limits.queries(), "nested queries");
        T result = parser.get();
        queries--;
        return result;
    }

    /** Parses something that may contain its like. */
    <T> T nestedConstruct(Supplier<T> parser) {
        checkDepth(++constructs, limits.constructs(), "nested expressions and joins");
        T result = parser.get();
        constructs--;
        return result;
    }

    private static void checkDepth(int depth, int limit, String what) {
        if (depth > limit) {
            throw SqlError.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "query is nested too deeply")
                    .withDetail("It has more than " + limit + " levels of " + what + ".");
        }
    }
}
