package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.wire.message.Report;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** The client's own session, lent to engine code for one call. */
final class WireSession implements SqlSession {

    private static final String UNTRANSLATABLE_CHARACTER = "22P05";

    private final Exchange exchange;
    private final Charset charset;
    private final Scope scope;
    private @Nullable Report failure;

    /**
     * A session.
     *
     * @param exchange the conversation
     * @param charset the client encoding, in which statements reach the server
     * @param scope what happens to the transaction around the call
     */
    WireSession(Exchange exchange, Charset charset, Scope scope) {
        this.exchange = exchange;
        this.charset = charset;
        this.scope = scope;
    }

    /** The first error of the server; the transaction has been aborted by it, whatever engine code made of it. */
    @Nullable
    Report failure() {
        return failure;
    }

    @Override
    public Rows query(String sql, @Nullable String... parameters) {
        requireUsable();
        requireEncodable(sql);
        for (String parameter : parameters) {
            if (parameter != null) {
                requireEncodable(parameter);
            }
        }
        try {
            return exchange.query(sql, parameters);
        } catch (StatementFailed e) {
            throw failed(e);
        }
    }

    @Override
    public void raise(Notice notice) {
        requireUsable();
        try {
            exchange.raise(notice);
        } catch (StatementFailed e) {
            throw failed(e);
        }
    }

    @Override
    public Scope scope() {
        return scope;
    }

    private SqlError failed(StatementFailed failed) {
        failure = failed.report();
        SqlError error = Errors.toError(failed.report());
        error.addSuppressed(failed);
        return error;
    }

    private void requireUsable() {
        if (failure != null) {
            throw SqlError.fromServer(
                    "25P02",
                    "current transaction is aborted, commands ignored until end of transaction block",
                    null,
                    null,
                    null,
                    0);
        }
    }

    /** The server would take the replacement character for what was meant. */
    private void requireEncodable(String text) {
        if (!charset.newEncoder().canEncode(text)) {
            throw SqlError.of(
                            UNTRANSLATABLE_CHARACTER,
                            "a statement on stream tables has a character that the client encoding cannot represent")
                    .withHint("Set client_encoding to UTF8.");
        }
    }
}
