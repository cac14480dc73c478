package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendType;
import dev.pgtrickle.wire.message.ReadyForQuery;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import dev.pgtrickle.wire.message.TransactionStatus;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The answer to a Sync of our own: how the implicit transaction has ended. What its commit has to say goes to the client. */
final class SyncResponder implements Responder {

    /**
     * How a Sync ended.
     *
     * @param status what ReadyForQuery says
     * @param failure why the commit failed, or null
     */
    record Result(TransactionStatus status, @Nullable Report failure) {}

    private final Relay relay;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private @Nullable Report failure;

    SyncResponder(Relay relay) {
        this.relay = relay;
    }

    CompletableFuture<Result> result() {
        return result;
    }

    @Override
    public Verdict begin(byte type) {
        return switch (type) {
            case BackendType.NOTICE_RESPONSE -> Verdict.RELAY;
            case BackendType.READY_FOR_QUERY -> Verdict.INSPECT;
            default -> Verdict.DROP;
        };
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        switch (type) {
            case BackendType.ERROR_RESPONSE ->
                failure = Report.decode(body, relay.charset()).with(ReportField.POSITION, null);
            case BackendType.READY_FOR_QUERY ->
                result.complete(new Result(ReadyForQuery.decode(body).status(), failure));
            default -> {}
        }
        return Verdict.DROP;
    }

    @Override
    public void disconnected() {
        result.completeExceptionally(new SessionLost());
    }
}
