package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendSignal;
import dev.pgtrickle.wire.message.BackendType;
import io.netty.buffer.ByteBuf;

/** The answer to the client's Describe of a statement whose rows it will not get: NoData in place of RowDescription. */
public final class NoDataResponder implements Responder {

    private final Relay relay;

    /**
     * A responder for one Describe.
     *
     * @param relay the session
     */
    public NoDataResponder(Relay relay) {
        this.relay = relay;
    }

    @Override
    public Verdict begin(byte type) {
        if (type != BackendType.ROW_DESCRIPTION) {
            return Verdict.RELAY;
        }
        relay.reply(BackendSignal.NO_DATA);
        return Verdict.DROP;
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        return Verdict.RELAY;
    }

    @Override
    public void disconnected() {
        // Nobody waits: the client learns it from its connection.
    }
}
