package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * Runs a portal.
 *
 * @param portal its name, see {@link CString#NAME}
 * @param rowLimit how many rows to return at most, 0 for all
 */
public record Execute(String portal, int rowLimit) implements FrontendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message
     * @throws ProtocolViolation when the body is not one of Execute
     */
    public static Execute decode(ByteBuf body) {
        String portal = CString.read(body, CString.NAME);
        if (body.readableBytes() != 4) {
            throw new ProtocolViolation("Execute message has no row limit");
        }
        return new Execute(portal, body.readInt());
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, FrontendType.EXECUTE);
        CString.write(out, portal, CString.NAME);
        out.writeInt(rowLimit);
        Frame.end(out, frame);
    }
}
