package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Makes a portal from a prepared statement and parameter values.
 *
 * <p>Only the names are read; formats and values stay the bytes that they are.
 *
 * @param portal the portal's name, see {@link CString#NAME}; empty for the unnamed portal
 * @param statement the statement's name; empty for the unnamed statement
 * @param rest everything after the names: parameter formats, parameter values, result formats
 */
public record Bind(String portal, String statement, ByteBuffer rest) implements FrontendMessage {

    /** Nobody else moves the positions of our bytes. */
    public Bind {
        rest = rest.asReadOnlyBuffer();
    }

    /** A view with positions of its own. */
    @Override
    public ByteBuffer rest() {
        return rest.duplicate();
    }

    /**
     * Parameters and results in text form.
     *
     * @param portal the portal's name
     * @param statement the statement's name
     * @param charset the client encoding
     * @param parameters the values, null for NULL
     * @return the message
     */
    public static Bind text(String portal, String statement, Charset charset, @Nullable String... parameters) {
        ByteBuf rest = Unpooled.buffer();
        rest.writeShort(0);
        rest.writeShort(parameters.length);
        for (String parameter : parameters) {
            if (parameter == null) {
                rest.writeInt(-1);
            } else {
                byte[] value = parameter.getBytes(charset);
                rest.writeInt(value.length).writeBytes(value);
            }
        }
        rest.writeShort(0);
        return new Bind(portal, statement, rest.nioBuffer());
    }

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message, with its own copy of the bytes
     * @throws ProtocolViolation when the body is not one of Bind
     */
    public static Bind decode(ByteBuf body) {
        String portal = CString.read(body, CString.NAME);
        String statement = CString.read(body, CString.NAME);
        byte[] rest = new byte[body.readableBytes()];
        body.readBytes(rest);
        return new Bind(portal, statement, ByteBuffer.wrap(rest));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, FrontendType.BIND);
        CString.write(out, portal, CString.NAME);
        CString.write(out, statement, CString.NAME);
        out.writeBytes(rest.duplicate());
        Frame.end(out, frame);
    }
}
