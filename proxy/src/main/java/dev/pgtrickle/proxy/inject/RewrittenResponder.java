package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendType;
import dev.pgtrickle.wire.message.ErrorResponse;
import dev.pgtrickle.wire.message.NoticeResponse;
import dev.pgtrickle.wire.message.Report;
import io.netty.buffer.ByteBuf;

/** The answer to a message of the client that was sent with another text: all of it, but positions in that text mean nothing. */
final class RewrittenResponder implements Responder {

    private final Relay relay;

    RewrittenResponder(Relay relay) {
        this.relay = relay;
    }

    @Override
    public Verdict begin(byte type) {
        return type == BackendType.NOTICE_RESPONSE ? Verdict.INSPECT : Verdict.RELAY;
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        switch (type) {
            case BackendType.ERROR_RESPONSE -> relay.reply(new ErrorResponse(report(body)));
            case BackendType.NOTICE_RESPONSE -> relay.reply(new NoticeResponse(report(body)));
            default -> {
                return Verdict.RELAY;
            }
        }
        return Verdict.DROP;
    }

    @Override
    public void disconnected() {
        // Nobody waits: the client learns it from its connection.
    }

    private Report report(ByteBuf body) {
        return TextPlace.ELSEWHERE.inClientText(Report.decode(body, relay.charset()));
    }
}
