package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.frame.Verdict;
import dev.pgtrickle.wire.message.BackendType;
import dev.pgtrickle.wire.message.CommandComplete;
import dev.pgtrickle.wire.message.NoticeResponse;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.ReportField;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * Answers to a statement of the client that is run by extended messages: rows, notices and copy data go to the client as a simple query
 * would show them; how it ended is reported.
 */
final class StatementResponder implements Responder {

    /** So many bytes of rows are held back at most. */
    static final int HOLD_LIMIT = 1 << 20;

    private final Relay relay;
    private final RowPolicy rows;
    private final TextPlace place;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean holding;

    StatementResponder(Relay relay, RowPolicy rows, TextPlace place) {
        this.relay = relay;
        this.rows = rows;
        this.place = place;
        this.holding = rows == RowPolicy.HOLD;
    }

    /** How it ended; after that, {@link #held} is complete. */
    CompletableFuture<Reply> reply() {
        return reply;
    }

    /** Whether what was to be held back was too much and has gone to the client. */
    boolean hasOverflowed() {
        return rows == RowPolicy.HOLD && !holding;
    }

    /** The messages that have been held back. */
    byte[] held() {
        return held.toByteArray();
    }

    @Override
    public Verdict begin(byte type) {
        return switch (type) {
            case BackendType.DATA_ROW,
                    BackendType.ROW_DESCRIPTION,
                    BackendType.COPY_OUT_RESPONSE,
                    BackendType.COPY_DATA,
                    BackendType.COPY_DONE ->
                switch (rows) {
                    case FORWARD -> Verdict.RELAY;
                    case DROP -> Verdict.DROP;
                    case HOLD -> holding ? Verdict.INSPECT : Verdict.RELAY;
                };
            case BackendType.COPY_IN_RESPONSE -> {
                relay.acceptCopyData();
                yield Verdict.RELAY;
            }
            case BackendType.COMMAND_COMPLETE, BackendType.NOTICE_RESPONSE -> Verdict.INSPECT;
            case BackendType.EMPTY_QUERY_RESPONSE -> {
                reply.complete(Reply.Ended.EMPTY);
                yield Verdict.DROP;
            }
            case BackendType.PORTAL_SUSPENDED -> {
                reply.complete(Reply.Ended.SUSPENDED);
                yield Verdict.DROP;
            }
            default -> Verdict.DROP;
        };
    }

    @Override
    public Verdict inspect(byte type, ByteBuf body) {
        return switch (type) {
            case BackendType.COMMAND_COMPLETE -> {
                relay.refuseCopyData();
                reply.complete(new Reply.Ended(CommandComplete.decode(body)));
                yield Verdict.DROP;
            }
            case BackendType.ERROR_RESPONSE -> {
                relay.refuseCopyData();
                reply.complete(new Reply.Failed(place.inClientText(Report.decode(body, relay.charset()))));
                yield Verdict.DROP;
            }
            case BackendType.NOTICE_RESPONSE -> notice(body);
            default -> hold(type, body);
        };
    }

    @Override
    public void disconnected() {
        reply.completeExceptionally(new SessionLost());
    }

    private Verdict notice(ByteBuf body) {
        int start = body.readerIndex();
        Report report = Report.decode(body, relay.charset());
        if (report.get(ReportField.POSITION) == null) {
            body.readerIndex(start);
            return Verdict.RELAY;
        }
        relay.reply(new NoticeResponse(place.inClientText(report)));
        return Verdict.DROP;
    }

    private Verdict hold(byte type, ByteBuf body) {
        int length = body.readableBytes();
        if (held.size() + length > HOLD_LIMIT) {
            holding = false;
            relay.reply(held.toByteArray());
            held.reset();
            return Verdict.RELAY;
        }
        int lengthWord = length + 4;
        held.write(type);
        held.write(lengthWord >>> 24);
        held.write(lengthWord >>> 16);
        held.write(lengthWord >>> 8);
        held.write(lengthWord);
        byte[] bytes = new byte[length];
        body.readBytes(bytes);
        held.writeBytes(bytes);
        return Verdict.DROP;
    }
}
