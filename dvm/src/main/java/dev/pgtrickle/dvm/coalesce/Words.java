package dev.pgtrickle.dvm.coalesce;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.Lexeme.Kind;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import java.util.Locale;
import java.util.Set;

/** Looks through the words of a text for names of readers. What is not understood needs more rather than less. */
final class Words implements SqlLexer.Visitor {

    /** What may read by the names that it mentions, and in no other way. */
    private static final Set<String> BY_NAME =
            Set.of("select", "insert", "update", "delete", "merge", "with", "values", "table", "copy");

    /** What reads no relation. LOCK is for what a reading statement would wait for. */
    private static final Set<String> NEVER = Set.of(
            "abort",
            "begin",
            "close",
            "commit",
            "deallocate",
            "end",
            "fetch",
            "listen",
            "lock",
            "move",
            "notify",
            "prepare",
            "release",
            "reset",
            "rollback",
            "savepoint",
            "set",
            "show",
            "start",
            "unlisten");

    /** What may create relations and functions. */
    private static final Set<String> DEFINING = Set.of("alter", "call", "create", "do", "drop", "import");

    /** Functions of the server that run a query that they are given as text, or read tables by name; see the manual, "XML Functions" and "Text Search". */
    private static final Set<String> OF_THE_SERVER = Set.of(
            "cursor_to_xml",
            "cursor_to_xmlschema",
            "database_to_xml",
            "database_to_xml_and_xmlschema",
            "query_to_xml",
            "query_to_xml_and_xmlschema",
            "query_to_xmlschema",
            "schema_to_xml",
            "schema_to_xml_and_xmlschema",
            "table_to_xml",
            "table_to_xml_and_xmlschema",
            "ts_rewrite",
            "ts_stat");

    private final Readers readers;
    private String text = "";
    private Need need = Need.NOTHING;
    private boolean begins = true;
    private boolean byName;

    Words(Readers readers) {
        this.readers = readers;
    }

    /** How a name is looked up: the case of letters is not looked at, so that quoting does not matter. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    Need needOf(String sql) {
        text = sql;
        try {
            SqlLexer.visit(sql, this);
            return need;
        } catch (SqlSyntaxException e) {
            return Need.STOP;
        }
    }

    @Override
    public boolean lexeme(Kind kind, int start, int end) {
        if (kind == Kind.PUNCTUATION && text.charAt(start) == ';') {
            begins = true;
        } else if (begins && !(kind == Kind.PUNCTUATION && text.charAt(start) == '(')) {
            begins = false;
            begin(kind == Kind.WORD ? key(text.substring(start, end)) : "");
        } else if (kind == Kind.WORD && byName) {
            name(key(text.substring(start, end)));
        } else if (kind == Kind.QUOTED_IDENTIFIER) {
            quoted(text.substring(start, end));
        }
        return need != Need.STOP;
    }

    private void begin(String word) {
        byName = BY_NAME.contains(word);
        if (DEFINING.contains(word)) {
            need = need.and(Need.APPLY_ALWAYS);
        } else if (!byName && !NEVER.contains(word)) {
            need = need.and(Need.APPLY);
        }
    }

    private void quoted(String lexeme) {
        if (!byName) {
            return;
        }
        if (lexeme.charAt(0) == '"') {
            name(key(Identifier.parse(lexeme).name()));
        } else {
            // With escapes for characters.
            need = Need.STOP;
        }
    }

    private void name(String name) {
        if (readers.firing().contains(name)) {
            need = Need.STOP;
        } else if (readers.reading().contains(name) || OF_THE_SERVER.contains(name)) {
            need = need.and(Need.APPLY);
        }
    }
}
