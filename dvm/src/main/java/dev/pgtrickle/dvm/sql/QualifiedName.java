package dev.pgtrickle.dvm.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object that lives in a schema.
 *
 * @param schema the schema, or null when the name is to be looked up in the search path
 * @param name the object's name
 */
public record QualifiedName(@Nullable Identifier schema, Identifier name) {

    /**
     * A name with a schema.
     *
     * @param schema the schema as the catalogs spell it
     * @param name the name as the catalogs spell it
     * @return the qualified name
     */
    public static QualifiedName of(String schema, String name) {
        return new QualifiedName(new Identifier(schema), new Identifier(name));
    }

    /**
     * A name without a schema.
     *
     * @param name the name as the catalogs spell it
     * @return the name
     */
    public static QualifiedName unqualified(String name) {
        return new QualifiedName(null, new Identifier(name));
    }

    /**
     * Reads a name as a user writes it: {@code name} or {@code schema.name}, each part quoted or not.
     *
     * @param text the name; white space around its parts is ignored
     * @return what it stands for
     * @throws SqlSyntaxException when the text is anything else
     */
    public static QualifiedName parse(String text) {
        List<Lexeme> lexemes = SqlLexer.lex(text);
        if (lexemes.isEmpty()) {
            throw new SqlSyntaxException(text.length(), "an identifier", "end of input");
        }
        Identifier first = Identifier.of(lexemes.getFirst());
        if (lexemes.size() == 1) {
            return new QualifiedName(null, first);
        }
        Lexeme dot = lexemes.get(1);
        if (!dot.is(".")) {
            throw new SqlSyntaxException(dot.start(), "end of input", dot.text());
        }
        if (lexemes.size() == 2) {
            throw new SqlSyntaxException(text.length(), "an identifier", "end of input");
        }
        if (lexemes.size() > 3) {
            Lexeme extra = lexemes.get(3);
            throw new SqlSyntaxException(extra.start(), "end of input", extra.text());
        }
        return new QualifiedName(first, Identifier.of(lexemes.get(2)));
    }

    /**
     * The name for use in SQL.
     *
     * @return the parts, quoted where necessary
     */
    public String sql() {
        return schema == null ? name.sql() : schema.sql() + "." + name.sql();
    }
}
