package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.Execute;
import dev.pgtrickle.wire.message.Parse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the interceptions of one session; at most one is under way, and each ends with {@link Relay#resume}. */
public final class Interceptions {

    private static final Logger LOG = LoggerFactory.getLogger(Interceptions.class);

    private final Relay relay;
    private final Interceptors interceptors;
    private final String database;

    /**
     * The interceptions of a session.
     *
     * @param relay the session
     * @param interceptors who finds the interceptor
     * @param database the session's database
     */
    public Interceptions(Relay relay, Interceptors interceptors, String database) {
        this.relay = relay;
        this.interceptors = interceptors;
        this.database = database;
    }

    /**
     * Intercepts a Query message.
     *
     * @param text its text
     */
    public void query(ClientText text) {
        start(new QueryRun(text, interceptors, database));
    }

    /**
     * Intercepts a Parse message.
     *
     * @param text its text
     * @param parse the message
     */
    public void parse(ClientText text, Parse parse) {
        start(new ParseRun(text, parse, interceptors, database));
    }

    /**
     * Intercepts an Execute message.
     *
     * @param portal the portal
     * @param execute the message
     * @param company what else the transaction contains
     */
    public void execute(Portal portal, Execute execute, ExecuteRun.Company company) {
        Portal.State state = portal.state();
        portal.executed();
        start(new ExecuteRun(portal, execute, state, company, relay.charset()));
    }

    private void start(InterceptionRun run) {
        Exchange exchange = new Exchange(relay);
        Thread.ofVirtual().name("interception").start(() -> {
            try {
                run.run(exchange);
                exchange.resume();
            } catch (SessionLost e) {
                LOG.debug("the session ended during an interception");
            } catch (RuntimeException | Error e) {
                LOG.error("an interception has failed", e);
                exchange.abort(e);
            }
        });
    }
}
