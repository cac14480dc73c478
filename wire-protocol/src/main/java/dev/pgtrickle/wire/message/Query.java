package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * A simple query.
 *
 * @param text any number of statements
 */
public record Query(String text) implements FrontendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @param charset the client encoding
     * @return the message
     * @throws ProtocolViolation when the body is not one of Query
     */
    public static Query decode(ByteBuf body, Charset charset) {
        return new Query(CString.read(body, charset));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, FrontendType.QUERY);
        CString.write(out, text, charset);
        Frame.end(out, frame);
    }
}
