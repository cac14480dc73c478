package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.coalesce.Need;
import dev.pgtrickle.wire.message.Execute;
import dev.pgtrickle.wire.message.Parse;
import dev.pgtrickle.wire.response.Kind;
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
     * @param need what the server has to do before
     */
    public void query(ClientText text, Need need) {
        start(after(Kind.QUERY, need, new QueryRun(text, interceptors, database)));
    }

    /**
     * Has the server do something before a message of the client that is relayed as it came.
     *
     * @param need what the server has to do
     * @param request how to account for the message
     * @param type its type
     * @param body its body
     */
    public void relayAfter(Need need, Outstanding request, byte type, byte[] body) {
        start(after(request.kind(), need, exchange -> exchange.forward(request, type, body)));
    }

    private static InterceptionRun after(Kind kind, Need need, InterceptionRun run) {
        return need == Need.NOTHING ? run : new ApplyRun(kind, need, run);
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
     * @param prepared its statement
     * @param execute the message
     * @param company what else the transaction contains
     */
    public void execute(Portal portal, Prepared.Intercepted prepared, Execute execute, ExecuteRun.Company company) {
        Portal.State state = portal.state();
        portal.executed();
        start(new ExecuteRun(portal, prepared, execute, state, company, relay.charset()));
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
