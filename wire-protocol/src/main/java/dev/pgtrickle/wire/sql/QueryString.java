package dev.pgtrickle.wire.sql;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The text of a Query or Parse message: any number of statements. */
public final class QueryString {

    private QueryString() {}

    /**
     * Whether any statement of a text may concern stream tables. Quick: of a single statement only the first words are read.
     *
     * @param buffer a buffer with the text
     * @param start where in the buffer the text begins
     * @param length its length in bytes
     * @param syntax what a backslash means in a plain constant
     * @return the greatest interest of its statements
     */
    public static Interest interest(ByteBuf buffer, int start, int length, StringSyntax syntax) {
        byte[] text = bytes(buffer, start, length);
        if (Mentions.nextQualifier(text, 0, length) >= 0) {
            return Interest.CERTAIN;
        }
        Interest interest = Interest.NONE;
        StatementScanner scanner = new StatementScanner(text, withoutLastSemicolon(text), syntax);
        while (interest != Interest.CERTAIN && scanner.next(StatementScanner.Need.INTEREST)) {
            interest = interest.or(scanner.interest());
        }
        return interest;
    }

    /**
     * Finds the statements of a text.
     *
     * @param buffer a buffer with the text
     * @param start where in the buffer the text begins
     * @param length its length in bytes
     * @param syntax what a backslash means in a plain constant
     * @return the statements in their order; nothing but comments and white space is none
     */
    public static List<Statement> split(ByteBuf buffer, int start, int length, StringSyntax syntax) {
        byte[] text = bytes(buffer, start, length);
        List<Statement> statements = new ArrayList<>();
        StatementScanner scanner = new StatementScanner(text, length, syntax);
        while (scanner.next(StatementScanner.Need.BORDERS)) {
            boolean qualified = Mentions.nextQualifier(text, scanner.start(), scanner.end()) >= 0;
            statements.add(new Statement(
                    scanner.start(),
                    scanner.end(),
                    scanner.word(0),
                    scanner.word(1),
                    qualified ? Interest.CERTAIN : scanner.interest()));
        }
        return statements;
    }

    /** An array is read several times faster than a buffer, byte by byte; the copy costs next to nothing. */
    private static byte[] bytes(ByteBuf buffer, int start, int length) {
        byte[] text = new byte[length];
        buffer.getBytes(start, text);
        return text;
    }

    /** So that the usual single statement with a semicolon is seen to be one without reading all of it. */
    private static int withoutLastSemicolon(byte[] text) {
        int end = text.length;
        while (end > 0 && (text[end - 1] == ';' || Lexer.isSpace(text[end - 1]))) {
            end--;
        }
        return end;
    }
}
