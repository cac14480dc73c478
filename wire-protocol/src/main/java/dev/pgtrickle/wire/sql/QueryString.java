package dev.pgtrickle.wire.sql;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The text of a Query or Parse message: any number of statements. */
public final class QueryString {

    private QueryString() {}

    /**
     * Whether any statement of a text may concern stream tables. Quick: a text without a semicolon is read only up to its first words.
     *
     * @param text a buffer with the text
     * @param start where in the buffer the text begins
     * @param length its length in bytes
     * @param syntax what a backslash means in a plain constant
     * @return the greatest interest of its statements
     */
    public static Interest interest(ByteBuf text, int start, int length, StringSyntax syntax) {
        int end = start + length;
        Interest interest = Mentions.nextQualifier(text, start, end) >= 0 ? Interest.CERTAIN : Interest.NONE;
        StatementScanner scanner = new StatementScanner(text, start, end, syntax);
        while (interest != Interest.CERTAIN && scanner.next(StatementScanner.Need.INTEREST)) {
            interest = interest.or(scanner.interest());
        }
        return interest;
    }

    /**
     * Finds the statements of a text.
     *
     * @param text a buffer with the text
     * @param start where in the buffer the text begins
     * @param length its length in bytes
     * @param syntax what a backslash means in a plain constant
     * @return the statements in their order; nothing but comments and white space is none
     */
    public static List<Statement> split(ByteBuf text, int start, int length, StringSyntax syntax) {
        List<Statement> statements = new ArrayList<>();
        StatementScanner scanner = new StatementScanner(text, start, start + length, syntax);
        while (scanner.next(StatementScanner.Need.BORDERS)) {
            Interest interest = scanner.interest();
            if (Mentions.nextQualifier(text, scanner.start(), scanner.end()) >= 0) {
                interest = Interest.CERTAIN;
            }
            statements.add(new Statement(
                    scanner.start() - start, scanner.end() - start, scanner.word(0), scanner.word(1), interest));
        }
        return statements;
    }
}
