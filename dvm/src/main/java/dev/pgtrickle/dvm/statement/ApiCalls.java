package dev.pgtrickle.dvm.statement;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interception.Observe;
import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.Lexeme.Kind;
import dev.pgtrickle.dvm.sql.SqlLexer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds calls of API functions that ask something of the engine, anywhere in a statement. */
final class ApiCalls {

    /** Functions whose work is done after the statement that calls them. */
    private static final Set<String> REQUESTS = Set.of(
            "create_stream_table",
            "create_stream_table_if_not_exists",
            "create_or_replace_stream_table",
            "alter_stream_table",
            "drop_stream_table",
            "refresh_stream_table");

    /** Functions whose answer the engine has to prepare. */
    private static final Set<String> ANSWERS = Set.of("validate_query", "explain_query_rewrite");

    private static final String SCHEMA = "pgtrickle";

    private ApiCalls() {}

    static Optional<Interception> read(String sql) {
        if (!mentionsSchema(sql)) {
            return Optional.empty();
        }
        List<Lexeme> lexemes = SqlLexer.lex(sql);
        boolean requests = false;
        boolean answers = false;
        for (int i = 0; i + 2 < lexemes.size(); i++) {
            if (isSchema(lexemes.get(i)) && lexemes.get(i + 1).is(".")) {
                String function = lexemes.get(i + 2).text().replace("\"", "").toLowerCase(Locale.ROOT);
                requests |= REQUESTS.contains(function);
                answers |= ANSWERS.contains(function);
            }
        }
        if (!requests && !answers) {
            return Optional.empty();
        }
        Lexeme first = lexemes.getFirst();
        boolean call = first.kind() == Kind.WORD && first.text().equalsIgnoreCase("CALL");
        return Optional.of(call && requests ? call(sql, first) : new Observe(sql, answers, ""));
    }

    /** The server cannot CALL a function, and a procedure cannot have the name of one; SELECT does the same. */
    private static Observe call(String sql, Lexeme word) {
        return new Observe(sql.substring(0, word.start()) + "SELECT" + sql.substring(word.end()), false, "CALL");
    }

    /** Anywhere, also in a constant: texts that mention it are few, and only these are read as a whole. */
    private static boolean mentionsSchema(String sql) {
        for (int i = sql.length() - SCHEMA.length(); i >= 0; i--) {
            if ((sql.charAt(i) | ' ') == 'p' && sql.regionMatches(true, i, SCHEMA, 0, SCHEMA.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSchema(Lexeme lexeme) {
        return lexeme.kind() == Kind.WORD && lexeme.text().equalsIgnoreCase(SCHEMA)
                || lexeme.kind() == Kind.QUOTED_IDENTIFIER && lexeme.text().equals("\"pgtrickle\"");
    }
}
