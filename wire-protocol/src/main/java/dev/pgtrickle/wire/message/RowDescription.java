package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a result.
 *
 * @param columns the columns in their order
 */
public record RowDescription(List<Column> columns) implements BackendMessage {

    private static final int FIXED_BYTES = 18;

    /**
     * One column.
     *
     * @param name its name
     * @param table oid of the table it comes from, or 0
     * @param number its attribute number in that table, or 0
     * @param type oid of its type
     * @param typeLength {@code pg_type.typlen}
     * @param typeModifier {@code pg_attribute.atttypmod}
     * @param format 0 for text, 1 for binary
     */
    public record Column(
            String name, int table, short number, int type, short typeLength, int typeModifier, short format) {}

    /** Keeps its own copy. */
    public RowDescription {
        columns = List.copyOf(columns);
    }

    /**
     * Reads the body.
     *
     * @param body the body
     * @param charset the client encoding
     * @return the message
     * @throws ProtocolViolation when the body is not one of RowDescription
     */
    public static RowDescription decode(ByteBuf body, Charset charset) {
        int count = body.readUnsignedShort();
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = CString.read(body, charset);
            if (body.readableBytes() < FIXED_BYTES) {
                throw new ProtocolViolation("RowDescription message is too short");
            }
            columns.add(new Column(
                    name,
                    body.readInt(),
                    body.readShort(),
                    body.readInt(),
                    body.readShort(),
                    body.readInt(),
                    body.readShort()));
        }
        return new RowDescription(columns);
    }

    /**
     * The names of the columns.
     *
     * @return one name per column
     */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    @Override
    public void encode(ByteBuf out, Charset charset) {
        int frame = Frame.begin(out, BackendType.ROW_DESCRIPTION);
        out.writeShort(columns.size());
        for (Column column : columns) {
            CString.write(out, column.name(), charset);
            out.writeInt(column.table())
                    .writeShort(column.number())
                    .writeInt(column.type())
                    .writeShort(column.typeLength())
                    .writeInt(column.typeModifier())
                    .writeShort(column.format());
        }
        Frame.end(out, frame);
    }
}
