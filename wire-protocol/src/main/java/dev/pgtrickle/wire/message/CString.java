package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A string that a zero byte ends, as the protocol writes names and texts. */
public final class CString {

    /**
     * How names of statements, portals and parameters are held: byte for byte, so that a name in any client encoding is equal to itself
     * and is written back as it came.
     */
    public static final Charset NAME = StandardCharsets.ISO_8859_1;

    private CString() {}

    /**
     * Reads a string and steps over its zero byte.
     *
     * @param body a message body
     * @param charset the encoding of the string
     * @return the string
     * @throws ProtocolViolation when there is no zero byte
     */
    public static String read(ByteBuf body, Charset charset) {
        String text = body.toString(body.readerIndex(), length(body), charset);
        skip(body);
        return text;
    }

    /**
     * Steps over a string and its zero byte.
     *
     * @param body a message body
     * @throws ProtocolViolation when there is no zero byte
     */
    public static void skip(ByteBuf body) {
        body.skipBytes(length(body) + 1);
    }

    /**
     * The length of the string at the reader index.
     *
     * @param body a message body
     * @return bytes, without the zero byte
     * @throws ProtocolViolation when there is no zero byte
     */
    public static int length(ByteBuf body) {
        int length = body.bytesBefore((byte) 0);
        if (length < 0) {
            throw new ProtocolViolation("unterminated string in a message");
        }
        return length;
    }

    /**
     * Writes a string and its zero byte.
     *
     * @param out where to
     * @param text the string
     * @param charset the encoding to write it in
     * @throws IllegalArgumentException when the string contains a zero character: the rest of it would be read as something else
     */
    public static void write(ByteBuf out, String text, Charset charset) {
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a string in a message must not contain a zero character");
        }
        out.writeCharSequence(text, charset);
        out.writeByte(0);
    }
}
