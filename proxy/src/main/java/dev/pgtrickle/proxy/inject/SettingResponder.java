package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendType;
import io.netty.buffer.ByteBuf;

/**
 * Answers to a statement that only sets something, which nobody waits for. In a pipeline an error has to reach the client, because the server skips what
 * the client has sent behind it.
 */
enum SettingResponder implements Responder {
    /** For a query of our own. */
    QUERY,
    /** For messages within a pipeline of the client. */
    PIPELINE;

    @Override
    public Verdict begin(byte type) {
        return this == PIPELINE && type == BackendType.ERROR_RESPONSE ? Verdict.RELAY : Verdict.DROP;
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        return begin(type);
    }

    @Override
    public void disconnected() {
        // Nobody waits.
    }
}
