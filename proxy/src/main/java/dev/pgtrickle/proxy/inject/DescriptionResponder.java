package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendType;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.RowDescription;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The answer to a Describe of our own. */
final class DescriptionResponder implements Responder {

    private final Relay relay;
    private final CompletableFuture<RowDescription> result = new CompletableFuture<>();

    DescriptionResponder(Relay relay) {
        this.relay = relay;
    }

    /** The columns, or {@link StatementFailed} or {@link SessionLost}. */
    CompletableFuture<RowDescription> result() {
        return result;
    }

    @Override
    public Verdict begin(byte type) {
        return switch (type) {
            case BackendType.ROW_DESCRIPTION -> Verdict.INSPECT;
            case BackendType.NO_DATA -> {
                result.complete(new RowDescription(List.of()));
                yield Verdict.DROP;
            }
            default -> Verdict.DROP;
        };
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        switch (type) {
            case BackendType.ROW_DESCRIPTION -> result.complete(RowDescription.decode(body, relay.charset()));
            case BackendType.ERROR_RESPONSE ->
                result.completeExceptionally(new StatementFailed(Report.decode(body, relay.charset())));
            default -> {}
        }
        return Verdict.DROP;
    }

    @Override
    public void disconnected() {
        result.completeExceptionally(new SessionLost());
    }
}
