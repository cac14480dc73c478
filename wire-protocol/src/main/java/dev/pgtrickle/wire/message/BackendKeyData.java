package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/**
 * What a client needs to cancel a statement of this session.
 *
 * @param processId the server process
 * @param secret the key: 4 bytes in protocol 3.0, up to 256 bytes in 3.2
 */
public record BackendKeyData(int processId, ByteBuffer secret) implements BackendMessage {

    /** The longest key that the protocol allows, in bytes. */
    public static final int LONGEST_SECRET = 256;

    /** Nobody else moves the positions of our bytes. */
    public BackendKeyData {
        int length = secret.remaining();
        if (length < 4 || length > LONGEST_SECRET) {
            throw new ProtocolViolation("cancel key of " + length + " bytes");
        }
        secret = secret.asReadOnlyBuffer();
    }

    /** A view with positions of its own. */
    @Override
    public ByteBuffer secret() {
        return secret.duplicate();
    }

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message
     * @throws ProtocolViolation when the body is not one of BackendKeyData
     */
    public static BackendKeyData decode(ByteBuf body) {
        if (body.readableBytes() < 8) {
            throw new ProtocolViolation("BackendKeyData message is too short");
        }
        int processId = body.readInt();
        byte[] secret = new byte[body.readableBytes()];
        body.readBytes(secret);
        return new BackendKeyData(processId, ByteBuffer.wrap(secret));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, BackendType.BACKEND_KEY_DATA);
        out.writeInt(processId);
        out.writeBytes(secret.duplicate());
        Frame.end(out, frame);
    }
}
