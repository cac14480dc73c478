package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/**
 * The value of a setting that the server reports.
 *
 * @param name its name, such as {@code client_encoding}
 * @param value its value, byte for byte as {@link CString#NAME}
 */
public record ParameterStatus(String name, String value) implements BackendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @return the message
     * @throws ProtocolViolation when the body is not one of ParameterStatus
     */
    public static ParameterStatus decode(ByteBuf body) {
        String name = CString.read(body, CString.NAME);
        return new ParameterStatus(name, CString.read(body, CString.NAME));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, BackendType.PARAMETER_STATUS);
        CString.write(out, name, CString.NAME);
        CString.write(out, value, CString.NAME);
        Frame.end(out, frame);
    }
}
