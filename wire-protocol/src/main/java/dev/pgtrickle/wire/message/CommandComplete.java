package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * A command is done.
 *
 * @param tag what was done, such as {@code INSERT 0 1}
 */
public record CommandComplete(String tag) implements BackendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message
     * @throws ProtocolViolation when the body is not one of CommandComplete
     */
    public static CommandComplete decode(ByteBuf body) {
        return new CommandComplete(CString.read(body, CString.NAME));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, BackendType.COMMAND_COMPLETE);
        CString.write(out, tag, charset);
        Frame.end(out, frame);
    }
}
