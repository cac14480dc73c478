package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares a statement.
 *
 * @param name the statement's name, see {@link CString#NAME}; empty for the unnamed statement
 * @param text at most one statement
 * @param parameterTypes type oids of the first parameters, 0 where the server is to infer the type
 */
public record Parse(String name, String text, List<Integer> parameterTypes) implements FrontendMessage {

    /** Keeps its own copy of the types. */
    public Parse {
        parameterTypes = List.copyOf(parameterTypes);
    }

    /**
     * A statement whose parameter types the server infers.
     *
     * @param name the statement's name
     * @param text at most one statement
     */
    public Parse(String name, String text) {
        this(name, text, List.of());
    }

    /**
     * Reads the body.
     *
     * @param body the body
     * @param charset the client encoding
     * @return the message
     * @throws ProtocolViolation when the body is not one of Parse
     */
    public static Parse decode(ByteBuf body, Charset charset) {
        String name = CString.read(body, CString.NAME);
        String text = CString.read(body, charset);
        if (body.readableBytes() < 2) {
            throw new ProtocolViolation("Parse message is too short");
        }
        int count = body.readUnsignedShort();
        if (body.readableBytes() != 4 * count) {
            throw new ProtocolViolation("Parse message announces " + count + " parameter types and has "
                    + body.readableBytes() + " bytes for them");
        }
        List<Integer> types = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            types.add(body.readInt());
        }
        return new Parse(name, text, types);
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, FrontendType.PARSE);
        CString.write(out, name, CString.NAME);
        CString.write(out, text, charset);
        out.writeShort(parameterTypes.size());
        parameterTypes.forEach(out::writeInt);
        Frame.end(out, frame);
    }
}
