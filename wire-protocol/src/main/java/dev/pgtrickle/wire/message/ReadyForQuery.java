package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * The server waits for the next request.
 *
 * @param status the state of the transaction
 */
public record ReadyForQuery(TransactionStatus status) implements BackendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message
     * @throws ProtocolViolation when the body is not one of ReadyForQuery
     */
    public static ReadyForQuery decode(ByteBuf body) {
        if (body.readableBytes() != 1) {
            throw new ProtocolViolation("ReadyForQuery message with a body of " + body.readableBytes() + " bytes");
        }
        return new ReadyForQuery(TransactionStatus.of(body.readByte()));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, BackendType.READY_FOR_QUERY);
        out.writeByte(status.code());
        Frame.end(out, frame);
    }
}
