package dev.pgtrickle.conformance.scenario;

import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import dev.pgtrickle.wire.sql.QueryString;
import dev.pgtrickle.wire.sql.Statement;
import dev.pgtrickle.wire.sql.StringSyntax;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL text into statements and says on which line each begins. */
final class StatementSplitter {

    private final String file;

    /**
     * A splitter.
     *
     * @param file the name of the file, for errors
     */
    StatementSplitter(String file) {
        this.file = file;
    }

    /**
     * Cuts a text into statements; a body in dollar quotes or BEGIN ATOMIC belongs to its statement.
     *
     * @param text any number of statements
     * @param firstLine the line of the file on which the text begins
     * @return the statements without the comments around them
     * @throws ScenarioSyntaxException when a quote or a comment is not closed
     */
    List<SqlStatement> split(String text, int firstLine) {
        List<Lexeme> lexemes = lex(text, firstLine);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<SqlStatement> statements = new ArrayList<>();
        for (Statement s :
                QueryString.split(Unpooled.wrappedBuffer(bytes), 0, bytes.length, StringSyntax.STANDARD_CONFORMING)) {
            int from = characters(bytes, s.start());
            int to = characters(bytes, s.end());
            List<Lexeme> own = lexemes.stream()
                    .filter(l -> l.start() >= from && l.end() <= to)
                    .toList();
            int start = own.getFirst().start();
            statements.add(new SqlStatement(
                    firstLine + linesBefore(text, start),
                    text.substring(start, own.getLast().end())));
        }
        return statements;
    }

    private List<Lexeme> lex(String text, int firstLine) {
        try {
            return SqlLexer.lex(text);
        } catch (SqlSyntaxException e) {
            // The lexer complains at the end of the text; who has to mend it wants to know where the quote begins.
            throw new ScenarioSyntaxException(
                    file,
                    firstLine + beginningOfUnclosed(text),
                    "expected " + e.expected() + " but found " + e.found());
        }
    }

    /** The line, counted from 0, after the last line border up to which the text reads well. */
    private static int beginningOfUnclosed(String text) {
        int readable = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            if (reads(text.substring(0, end))) {
                readable = end + 1;
            }
        }
        return linesBefore(text, readable);
    }

    private static boolean reads(String text) {
        try {
            SqlLexer.lex(text);
            return true;
        } catch (SqlSyntaxException e) {
            return false;
        }
    }

    private static int linesBefore(String text, int offset) {
        return (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static int characters(byte[] utf8, int length) {
        return new String(utf8, 0, length, StandardCharsets.UTF_8).length();
    }
}
