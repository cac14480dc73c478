package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * Asks for the parameters of a statement and the columns of a statement or portal.
 *
 * @param target a statement or a portal
 * @param name its name, see {@link CString#NAME}
 */
public record Describe(Target target, String name) implements FrontendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message
     * @throws ProtocolViolation when the body is not one of Describe
     */
    public static Describe decode(ByteBuf body) {
        if (!body.isReadable()) {
            throw new ProtocolViolation("Describe message has no target");
        }
        return new Describe(Target.of(body.readByte()), CString.read(body, CString.NAME));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, FrontendType.DESCRIBE);
        out.writeByte(target.code());
        CString.write(out, name, CString.NAME);
        Frame.end(out, frame);
    }
}
