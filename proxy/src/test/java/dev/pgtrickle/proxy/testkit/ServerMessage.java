package dev.pgtrickle.proxy.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message of a server, and how transcripts write it: {@code C<INSERT 0 1>}, {@code E<22012>}, {@code ZI}, {@code D<1|NULL>}, {@code
 * T<a|b>}, {@code S<name>}, {@code A<channel>}, and the bare letter for the others.
 */
@SuppressWarnings("ArrayRecordComponent") // compared as text only
public record ServerMessage(char type, byte[] body) {

    /** The end of the connection. */
    public static final ServerMessage EOF = new ServerMessage('$', new byte[0]);

    public boolean isEnd() {
        return type == EOF.type;
    }

    /** How a transcript writes it in full. */
    public String full() {
        return switch (type) {
            case 'C' -> "C<" + string() + ">";
            case 'E', 'N' -> type + "<" + fields().get('C') + ">";
            case 'Z' -> "Z" + (char) body[0];
            case 'S' -> "S<" + string() + ">";
            case 'D' -> "D<" + String.join("|", values()) + ">";
            case 'T' -> "T<" + String.join("|", columns()) + ">";
            case 'A' -> "A<" + new String(body, 4, zero(4) - 4, StandardCharsets.UTF_8) + ">";
            case 'd' -> "d<" + new String(body, StandardCharsets.UTF_8).strip() + ">";
            case '$' -> "EOF";
            default -> String.valueOf(type);
        };
    }

    /** Whether a transcript means this message: a letter alone stands for any such message. */
    public boolean matches(String expected) {
        return expected.equals(full()) || (expected.length() == 1 && expected.charAt(0) == type && type != 'Z');
    }

    /** The fields of an error or notice. */
    public Map<Character, String> fields() {
        Map<Character, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (body[at] != 0) {
            int end = zero(at + 1);
            fields.put((char) body[at], new String(body, at + 1, end - at - 1, StandardCharsets.UTF_8));
            at = end + 1;
        }
        return fields;
    }

    /** The values of a row, if they are in text form. */
    public List<String> values() {
        ByteBuffer in = ByteBuffer.wrap(body);
        List<String> values = new ArrayList<>();
        for (int i = in.getShort(); i > 0; i--) {
            int length = in.getInt();
            if (length < 0) {
                values.add("NULL");
            } else {
                byte[] value = new byte[length];
                in.get(value);
                values.add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>();
        int at = 2;
        for (int i = ByteBuffer.wrap(body).getShort(); i > 0; i--) {
            int end = zero(at);
            columns.add(new String(body, at, end - at, StandardCharsets.UTF_8));
            at = end + 1 + 18;
        }
        return columns;
    }

    private String string() {
        return new String(body, 0, zero(0), StandardCharsets.UTF_8);
    }

    private int zero(int from) {
        int at = from;
        while (body[at] != 0) {
            at++;
        }
        return at;
    }
}
