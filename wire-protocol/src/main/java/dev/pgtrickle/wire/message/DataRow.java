package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a result in text form.
 *
 * @param values one value per column, null for NULL; not to be changed
 */
public record DataRow(List<@Nullable String> values) implements BackendMessage {

    /**
     * Reads the body.
     *
     * @param body the body
     * @param charset the client encoding
     * @return the message
     * @throws ProtocolViolation when the body is not one of DataRow
     */
    public static DataRow decode(ByteBuf body, Charset charset) {
        int count = body.readUnsignedShort();
        List<@Nullable String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = body.readInt();
            if (length > body.readableBytes()) {
                throw new ProtocolViolation("DataRow message is too short");
            }
            values.add(
                    length < 0 ? null : body.readCharSequence(length, charset).toString());
        }
        return new DataRow(Collections.unmodifiableList(values));
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, BackendType.DATA_ROW);
        out.writeShort(values.size());
        for (@Nullable String value : values) {
            if (value == null) {
                out.writeInt(-1);
            } else {
                byte[] bytes = value.getBytes(charset);
                out.writeInt(bytes.length).writeBytes(bytes);
            }
        }
        Frame.end(out, frame);
    }
}
