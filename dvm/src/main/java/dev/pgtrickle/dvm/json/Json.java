package dev.pgtrickle.dvm.json;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes small JSON texts. */
public final class Json {

    private Json() {}

    /**
     * Writes an object whose values are strings.
     *
     * @param members names and values
     * @return JSON text, members in the order of their names
     */
    public static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> string(e.getKey()) + ":" + string(e.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * Writes an array.
     *
     * @param elements JSON texts
     * @return JSON text
     */
    public static String array(List<String> elements) {
        return String.join(",", elements).transform(s -> "[" + s + "]");
    }

    /**
     * Writes a string.
     *
     * @param value any text
     * @return JSON text
     */
    public static String string(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
