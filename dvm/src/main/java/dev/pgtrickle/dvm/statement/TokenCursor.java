package dev.pgtrickle.dvm.statement;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.Lexeme.Kind;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SqlLexer;
import java.util.List;

/** Reads the lexemes of a statement from left to right. */
final class TokenCursor {

    private final String text;
    private final List<Lexeme> lexemes;
    private int next;

    TokenCursor(String text) {
        this.text = text;
        this.lexemes = SqlLexer.lex(text);
        while (!lexemes.isEmpty() && lexemes.getLast().is(";")) {
            lexemes.removeLast();
        }
    }

    boolean atEnd() {
        return next >= lexemes.size();
    }

    /** Takes the given words if they come next, in any case and without quotes. */
    boolean take(String... words) {
        if (!comes(words)) {
            return false;
        }
        next += words.length;
        return true;
    }

    boolean comes(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (next + i >= lexemes.size() || !isWord(lexemes.get(next + i), words[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(Lexeme lexeme, String word) {
        return lexeme.kind() == Kind.WORD && lexeme.text().equalsIgnoreCase(word);
    }

    boolean comesSymbol(String symbol) {
        return !atEnd() && lexemes.get(next).is(symbol);
    }

    boolean takeSymbol(String symbol) {
        if (!comesSymbol(symbol)) {
            return false;
        }
        next++;
        return true;
    }

    void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw syntaxError();
        }
    }

    void expect(String... words) {
        if (!take(words)) {
            throw syntaxError();
        }
    }

    void expectEnd() {
        if (!atEnd()) {
            throw syntaxError();
        }
    }

    Lexeme takeAny() {
        if (atEnd()) {
            throw syntaxError();
        }
        return lexemes.get(next++);
    }

    /** An identifier, quoted or not. */
    Identifier identifier() {
        if (atEnd()
                || lexemes.get(next).kind() != Kind.WORD && lexemes.get(next).kind() != Kind.QUOTED_IDENTIFIER) {
            throw syntaxError();
        }
        return Identifier.parse(lexemes.get(next++).text());
    }

    /** A name with or without schema. */
    QualifiedName qualifiedName() {
        Identifier first = identifier();
        return takeSymbol(".") ? new QualifiedName(first, identifier()) : new QualifiedName(null, first);
    }

    /** Where the next lexeme starts, in chars. */
    int position() {
        return atEnd() ? text.length() : lexemes.get(next).start();
    }

    /** Where the last taken lexeme ends, in chars. */
    int lastEnd() {
        return lexemes.get(next - 1).end();
    }

    /** The rest of the text from the next lexeme on. */
    String rest() {
        return text.substring(position());
    }

    /** Takes words off the end, if they stand there. */
    boolean takeLast(String... words) {
        int from = lexemes.size() - words.length;
        if (from < next) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (!isWord(lexemes.get(from + i), words[i])) {
                return false;
            }
        }
        lexemes.subList(from, lexemes.size()).clear();
        return true;
    }

    /** The text of everything that is left. */
    String remaining() {
        if (atEnd()) {
            throw syntaxError();
        }
        return text.substring(position(), lexemes.getLast().end());
    }

    SqlError syntaxError() {
        int at = position();
        String message = atEnd()
                ? "syntax error at end of input"
                : "syntax error at or near \"" + lexemes.get(next).text() + "\"";
        return SqlError.of(SqlState.SYNTAX_ERROR, message).at(text.codePointCount(0, at) + 1);
    }
}
