package dev.pgtrickle.wire.message;

import dev.pgtrickle.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an error or a notice.
 *
 * @param fields the fields in the order of the message, each code at most once
 */
public record Report(List<Field> fields) {

    /**
     * One field.
     *
     * @param code what it says, see {@link ReportField}
     * @param value the text
     */
    public record Field(char code, String value) {}

    /** Keeps its own copy. */
    public Report {
        fields = List.copyOf(fields);
    }

    /**
     * A report with the fields that every report has.
     *
     * @param severity ERROR, FATAL, NOTICE, ...
     * @param sqlState five characters
     * @param message one line
     * @return the report
     */
    public static Report of(String severity, String sqlState, String message) {
        return new Report(List.of(
                new Field(ReportField.LOCALIZED_SEVERITY, severity),
                new Field(ReportField.SEVERITY, severity),
                new Field(ReportField.SQLSTATE, sqlState),
                new Field(ReportField.MESSAGE, message)));
    }

    /**
     * Reads the body of an ErrorResponse or NoticeResponse.
     *
     * @param body the body
     * @param charset the client encoding
     * @return the fields
     * @throws ProtocolViolation when the body is not such a list of fields
     */
    public static Report decode(ByteBuf body, Charset charset) {
        List<Field> fields = new ArrayList<>();
        while (body.isReadable()) {
            byte code = body.readByte();
            if (code == 0) {
                return new Report(fields);
            }
            fields.add(new Field((char) code, CString.read(body, charset)));
        }
        throw new ProtocolViolation("unterminated list of error or notice fields");
    }

    /**
     * Writes the whole message.
     *
     * @param out where to
     * @param type ErrorResponse or NoticeResponse
     * @param charset the client encoding
     */
    void encode(ByteBuf out, byte type, Charset charset) {
        int frame = Frame.begin(out, type);
        for (Field field : fields) {
            out.writeByte(field.code());
            CString.write(out, field.value(), charset);
        }
        out.writeByte(0);
        Frame.end(out, frame);
    }

    /**
     * The value of a field.
     *
     * @param code which field
     * @return its value, or null when the report does not have it
     */
    public @Nullable String get(char code) {
        for (Field field : fields) {
            if (field.code() == code) {
                return field.value();
            }
        }
        return null;
    }

    /**
     * The value of a field that every report has.
     *
     * @param code which field
     * @return its value, or an empty string when the server left it out
     */
    public String text(char code) {
        String value = get(code);
        return value == null ? "" : value;
    }

    /**
     * The position in the text of the query.
     *
     * @return characters from 1, or 0 when the report has none
     */
    public int position() {
        return number(ReportField.POSITION);
    }

    /**
     * The position in the internal query.
     *
     * @return characters from 1, or 0 when the report has none
     */
    public int internalPosition() {
        return number(ReportField.INTERNAL_POSITION);
    }

    private int number(char code) {
        String value = get(code);
        try {
            return value == null ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * The same report with another value of a field.
     *
     * @param code which field
     * @param value the value, or null for a report without the field
     * @return a new report
     */
    public Report with(char code, @Nullable String value) {
        List<Field> changed = new ArrayList<>(fields.size() + 1);
        @Nullable Field left = value == null ? null : new Field(code, value);
        for (Field field : fields) {
            if (field.code() != code) {
                changed.add(field);
            } else if (left != null) {
                changed.add(left);
                left = null;
            }
        }
        if (left != null) {
            changed.add(left);
        }
        return new Report(changed);
    }

    /**
     * The same report with a position moved to where the statement stands in a longer text.
     *
     * @param characters how far to move; a report without a position stays as it is
     * @return the report
     */
    public Report movedBy(int characters) {
        int position = position();
        return position == 0 || characters == 0
                ? this
                : with(ReportField.POSITION, Integer.toString(position + characters));
    }
}
