package dev.pgtrickle.dvm.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A search path of explicit schemas, for {@code set_config} and {@code SET search_path}.
 *
 * @param schemas the schemas in order
 */
public record SearchPath(List<Identifier> schemas) {

    /** The system catalog only; temporary objects come last, so that none can hide a system object. */
    public static final SearchPath SYSTEM =
            new SearchPath(List.of(new Identifier("pg_catalog"), new Identifier("pg_temp")));

    /** Copies the list. */
    public SearchPath {
        schemas = List.copyOf(schemas);
    }

    /**
     * Reads the value of the setting.
     *
     * @param setting identifiers separated by commas, quoted where necessary
     * @return the path
     * @throws SqlSyntaxException when the text is anything else
     */
    public static SearchPath parse(String setting) {
        List<Identifier> schemas = new ArrayList<>();
        boolean separated = true;
        for (Lexeme lexeme : SqlLexer.lex(setting)) {
            if (!separated && !lexeme.is(",")) {
                throw new SqlSyntaxException(lexeme.start(), ",", lexeme.text());
            }
            if (separated) {
                schemas.add(Identifier.of(lexeme));
            }
            separated = !separated;
        }
        if (separated && !schemas.isEmpty()) {
            throw new SqlSyntaxException(setting.length(), "an identifier", "end of input");
        }
        return new SearchPath(schemas);
    }

    /**
     * The value of the setting.
     *
     * @return the schemas, each quoted where necessary, separated by commas
     */
    public String setting() {
        return schemas.stream().map(Identifier::sql).collect(Collectors.joining(", "));
    }
}
