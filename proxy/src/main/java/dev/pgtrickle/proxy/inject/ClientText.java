package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.wire.sql.Interest;
import dev.pgtrickle.wire.sql.Statement;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/** The SQL text of a Query or Parse message, and the message that it came in. */
public final class ClientText {

    private final byte[] body;
    private final int start;
    private final int length;
    private final List<Statement> statements;
    private final Charset charset;

    /**
     * A text in a message.
     *
     * @param body the body of the message; not copied
     * @param start where in the body the text begins
     * @param length its length in bytes
     * @param statements the statements of the text
     * @param charset the client encoding
     */
    public ClientText(byte[] body, int start, int length, List<Statement> statements, Charset charset) {
        this.body = body;
        this.start = start;
        this.length = length;
        this.statements = List.copyOf(statements);
        this.charset = charset;
    }

    byte[] body() {
        return body;
    }

    Charset charset() {
        return charset;
    }

    int statementCount() {
        return statements.size();
    }

    boolean isCertainlyOurs() {
        return statements.stream().anyMatch(s -> s.interest() == Interest.CERTAIN);
    }

    /** See {@link Reading#of}. */
    List<Reading> read(Interceptor interceptor) {
        return Reading.of(interceptor, Arrays.copyOfRange(body, start, start + length), charset, statements);
    }
}
