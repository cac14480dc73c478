package dev.pgtrickle.dvm.sql;

import java.nio.charset.StandardCharsets;

/**
 * The name of one object, column or alias, as the catalogs spell it: case-sensitive and without quotes.
 *
 * @param name the name; not empty and without NUL characters
 */
public record Identifier(String name) implements Comparable<Identifier> {

    /** The longest name the server stores, in bytes of the server encoding ({@code NAMEDATALEN} - 1). */
    public static final int MAX_BYTES = 63;

    /** Checks the name. */
    public Identifier {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an identifier cannot be empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an identifier cannot contain a NUL character");
        }
    }

    /**
     * Reads an identifier as a user writes it: folded to lower case unless it is quoted, and cut to {@link #MAX_BYTES}, as the server
     * does (manual, "Identifiers and Key Words").
     *
     * @param text one identifier, quoted or not; white space around it is ignored
     * @return the name it stands for
     * @throws SqlSyntaxException when the text is not exactly one identifier
     */
    public static Identifier parse(String text) {
        QualifiedName name = QualifiedName.parse(text);
        if (name.schema() != null) {
            throw new SqlSyntaxException(text.indexOf('.'), "end of input", ".");
        }
        return name.name();
    }

    /**
     * An identifier that is cut to {@link #MAX_BYTES}.
     *
     * @param name a name of any length
     * @return the name as far as the server would keep it
     */
    public static Identifier truncated(String name) {
        return new Identifier(truncate(name));
    }

    /** The identifier that a lexeme of kind WORD or QUOTED_IDENTIFIER stands for. */
    static Identifier of(Lexeme lexeme) {
        String text = lexeme.text();
        return switch (lexeme.kind()) {
            case WORD -> new Identifier(truncate(foldCase(text)));
            case QUOTED_IDENTIFIER -> {
                if (!text.startsWith("\"") || text.length() == 2) {
                    throw new SqlSyntaxException(lexeme.start(), "an identifier", text);
                }
                yield new Identifier(
                        truncate(text.substring(1, text.length() - 1).replace("\"\"", "\"")));
            }
            default -> throw new SqlSyntaxException(lexeme.start(), "an identifier", text);
        };
    }

    /** Folds as the server does in a multi-byte encoding: ASCII letters only. */
    private static String foldCase(String word) {
        StringBuilder folded = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return folded.toString();
    }

    private static String truncate(String name) {
        if (name.length() * 3 <= MAX_BYTES || name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            return name;
        }
        int end = 0;
        int bytes = 0;
        while (end < name.length()) {
            int character = name.codePointAt(end);
            bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                break;
            }
            end += Character.charCount(character);
        }
        return name.substring(0, end);
    }

    /**
     * The name for use in SQL, quoted where any supported server version needs it; the rule is that of the server's
     * {@code quote_ident}, with the reserved words of all versions together.
     *
     * @return the name, in double quotes when necessary
     */
    public String sql() {
        return isPlain() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private boolean isPlain() {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || c == '_';
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !ReservedWords.contains(name);
    }

    @Override
    public int compareTo(Identifier other) {
        return name.compareTo(other.name);
    }
}
