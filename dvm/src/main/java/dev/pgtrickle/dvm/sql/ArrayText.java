package dev.pgtrickle.dvm.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text form of one-dimensional arrays: {@code {a,"b c",NULL}} (manual, "Array Input and Output Syntax"). */
public final class ArrayText {

    private ArrayText() {}

    /**
     * Writes an array.
     *
     * @param elements the elements in text form, null for NULL
     * @return the text form of the array; every element that is not NULL is quoted
     */
    public static String format(List<? extends @Nullable String> elements) {
        StringBuilder text = new StringBuilder("{");
        for (String element : elements) {
            if (text.length() > 1) {
                text.append(',');
            }
            if (element == null) {
                text.append("NULL");
            } else {
                text.append('"')
                        .append(element.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        }
        return text.append('}').toString();
    }

    /**
     * Reads an array of one dimension whose lower bound is 1.
     *
     * @param text the text form as the server prints it
     * @return the elements in text form, null for NULL
     * @throws SqlSyntaxException when the text is anything else
     */
    public static List<@Nullable String> parse(String text) {
        List<@Nullable String> elements = new ArrayList<>();
        int at = expect(text, 0, '{');
        if (at < text.length() && text.charAt(at) == '}') {
            return checkEnd(text, at + 1, elements);
        }
        while (true) {
            StringBuilder element = new StringBuilder();
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            at = quoted ? readQuoted(text, at + 1, element) : readBare(text, at, element);
            elements.add(!quoted && element.toString().equals("NULL") ? null : element.toString());
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
            } else {
                return checkEnd(text, expect(text, at, '}'), elements);
            }
        }
    }

    private static int readQuoted(String text, int start, StringBuilder element) {
        int at = start;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at < text.length()) {
                element.append(text.charAt(at++));
            }
        }
        return expect(text, at, '"');
    }

    private static int readBare(String text, int start, StringBuilder element) {
        int at = start;
        while (at < text.length() && ",{}\"".indexOf(text.charAt(at)) < 0) {
            element.append(text.charAt(at++));
        }
        if (at == start) {
            throw new SqlSyntaxException(at, "an array element", found(text, at));
        }
        return at;
    }

    private static int expect(String text, int at, char wanted) {
        if (at >= text.length() || text.charAt(at) != wanted) {
            throw new SqlSyntaxException(at, String.valueOf(wanted), found(text, at));
        }
        return at + 1;
    }

    private static List<@Nullable String> checkEnd(String text, int at, List<@Nullable String> elements) {
        if (at != text.length()) {
            throw new SqlSyntaxException(at, "end of input", found(text, at));
        }
        return elements;
    }

    private static String found(String text, int at) {
        return at >= text.length() ? "end of input" : String.valueOf(text.charAt(at));
    }
}
