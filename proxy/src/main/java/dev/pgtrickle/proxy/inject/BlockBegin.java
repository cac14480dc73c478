package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.coalesce.Readers;
import dev.pgtrickle.wire.message.Bind;
import dev.pgtrickle.wire.message.Close;
import dev.pgtrickle.wire.message.Execute;
import dev.pgtrickle.wire.message.FrontendType;
import dev.pgtrickle.wire.message.Parse;
import dev.pgtrickle.wire.message.Query;
import dev.pgtrickle.wire.message.Target;

/**
 * Sends a client's BEGIN and, right behind it, what makes the server keep changes of IMMEDIATE stream tables for COMMIT. Nobody waits for the answer: the
 * server has it before anything else of the block.
 */
public final class BlockBegin {

    private BlockBegin() {}

    /**
     * BEGIN as a query of its own.
     *
     * @param relay the session, on its event loop
     * @param body the body of the client's message
     * @param readers what is known of the database
     */
    public static void query(Relay relay, byte[] body, Readers readers) {
        relay.forward(Outstanding.Plain.QUERY, FrontendType.QUERY, body);
        relay.inject(SettingResponder.QUERY, new Query(readers.begin()));
    }

    /**
     * BEGIN within a pipeline. There is no Sync of ours: it would end what an error makes the server skip.
     *
     * @param relay the session, on its event loop
     * @param execute the client's message
     * @param readers what is known of the database
     */
    public static void execute(Relay relay, Execute execute, Readers readers) {
        relay.forward(Outstanding.Plain.EXECUTE, execute);
        relay.inject(
                SettingResponder.PIPELINE,
                new Close(Target.STATEMENT, Exchange.RESERVED),
                new Parse(Exchange.RESERVED, readers.begin()),
                Bind.text(Exchange.RESERVED, Exchange.RESERVED, relay.charset()),
                new Execute(Exchange.RESERVED, 0),
                new Close(Target.STATEMENT, Exchange.RESERVED));
    }
}
