package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * Closes a statement or a portal; one that does not exist is not an error.
 *
 * @param target a statement or a portal
 * @param name its name, see {@link CString#NAME}
 */
public record Close(Target target, String name) implements FrontendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message
     * @throws ProtocolViolation when the body is not one of Close
     */
    public static Close decode(ByteBuf body) {
        if (!body.isReadable()) {
            throw new ProtocolViolation("Close message has no target");
        }
        return new Close(Target.of(body.readByte()), CString.read(body, CString.NAME));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, FrontendType.CLOSE);
        out.writeByte(target.code());
        CString.write(out, name, CString.NAME);
        Frame.end(out, frame);
    }
}
