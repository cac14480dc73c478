package dev.pgtrickle.dvm.sql;

/** The values of string constants: plain, escape and dollar-quoted (manual, "String Constants"). */
public final class StringConstant {

    private StringConstant() {}

    /**
     * The value of a constant.
     *
     * @param lexeme a lexeme of kind STRING, read with {@code standard_conforming_strings} on
     * @return its value
     * @throws SqlSyntaxException when it is of a form that stands for something else than text, such as a bit string
     */
    public static String valueOf(Lexeme lexeme) {
        String text = lexeme.text();
        if (text.startsWith("'")) {
            return text.substring(1, text.length() - 1).replace("''", "'");
        }
        if (text.startsWith("$")) {
            int tag = text.indexOf('$', 1) + 1;
            return text.substring(tag, text.length() - tag);
        }
        if (text.startsWith("E'") || text.startsWith("e'")) {
            return unescape(text.substring(2, text.length() - 1), lexeme);
        }
        throw new SqlSyntaxException(lexeme.start(), "a string constant", text);
    }

    private static String unescape(String body, Lexeme lexeme) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '\'') {
                i++;
                value.append('\'');
            } else if (c != '\\') {
                value.append(c);
            } else {
                char escaped = body.charAt(++i);
                switch (escaped) {
                    case 'b' -> value.append('\b');
                    case 'f' -> value.append('\f');
                    case 'n' -> value.append('\n');
                    case 'r' -> value.append('\r');
                    case 't' -> value.append('\t');
                    case 'u', 'U', 'x', '0', '1', '2', '3', '4', '5', '6', '7' ->
                        throw new SqlSyntaxException(
                                lexeme.start(), "a constant without numeric escapes", lexeme.text());
                    default -> value.append(escaped);
                }
            }
        }
        return value.toString();
    }
}
