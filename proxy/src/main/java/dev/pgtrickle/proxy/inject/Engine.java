package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.wire.message.Report;
import java.nio.charset.Charset;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls engine code on behalf of a client's statement and turns whatever goes wrong into what the client gets. */
final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final Exchange exchange;
    private final Charset charset;

    Engine(Exchange exchange, Charset charset) {
        this.exchange = exchange;
        this.charset = charset;
    }

    /**
     * Calls engine code that has nothing to do with a session.
     *
     * @param place where the statement stands in the client's text
     * @param call the call
     * @return what it returns
     * @throws StatementFailed when it throws
     */
    static <T> T call(TextPlace place, Supplier<T> call) {
        try {
            return call.get();
        } catch (SqlError e) {
            throw new StatementFailed(Errors.toReport(e, null, place));
        } catch (RuntimeException e) {
            LOG.error("an interceptor has failed", e);
            throw new StatementFailed(Errors.internal(e));
        }
    }

    /**
     * Lends the client's session to engine code.
     *
     * @param scope what happens to the transaction around the call
     * @param place where the statement stands in the client's text
     * @param call the call
     * @return what it returns
     * @throws StatementFailed when it throws, and when it returns although the server has aborted the transaction
     */
    <T> T lend(SqlSession.Scope scope, TextPlace place, Function<SqlSession, T> call) {
        WireSession session = new WireSession(exchange, charset, scope);
        T result;
        try {
            result = call.apply(session);
        } catch (SessionLost e) {
            throw e;
        } catch (SqlError e) {
            throw new StatementFailed(Errors.toReport(e, session.failure(), place));
        } catch (RuntimeException e) {
            LOG.error("an interceptor has failed", e);
            throw new StatementFailed(Errors.internal(e));
        }
        Report failure = session.failure();
        if (failure != null) {
            throw new StatementFailed(TextPlace.ELSEWHERE.inClientText(failure));
        }
        return result;
    }
}
