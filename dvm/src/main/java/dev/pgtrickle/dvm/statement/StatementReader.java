package dev.pgtrickle.dvm.statement;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.Lexeme.Kind;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import dev.pgtrickle.dvm.sql.StringConstant;
import dev.pgtrickle.dvm.statement.NameRewrite.Refusal;
import dev.pgtrickle.dvm.statement.Options.Option;
import dev.pgtrickle.dvm.statement.StreamCommand.Action;
import dev.pgtrickle.dvm.statement.StreamCommand.Dependents;
import dev.pgtrickle.dvm.statement.StreamCommand.IfAbsent;
import dev.pgtrickle.dvm.statement.StreamCommand.IfPresent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a client's statement and says whether it concerns stream tables.
 *
 * <p>What is certainly ours, such as anything with {@code STREAM TABLE} or an option {@code pgtrickle.x}, is read strictly and fails with a clear
 * error. What may concern a stream table or not is read leniently: whatever we do not recognise is the server's.
 */
public final class StatementReader {

    private static final String OPTION_PREFIX = "pgtrickle";

    /** Those of {@link #command} and {@link #shared}. */
    private static final Set<String> FIRST_WORDS = Set.of("CREATE", "DROP", "ALTER", "REFRESH", "COMMENT", "TRUNCATE");

    private StatementReader() {}

    /**
     * Reads one statement. Of one that is the server's alone, as nearly all are, little is read but its first word.
     *
     * @param sql the text of a single statement
     * @return how it is intercepted, or nothing when it is the server's alone
     * @throws SqlError 42601 or 22023 when it is certainly ours and wrong
     */
    public static Optional<Interception> read(String sql) {
        try {
            Optional<Interception> ours = beginsAsOurs(sql) ? command(sql, new TokenCursor(sql)) : Optional.empty();
            return ours.isPresent() ? ours : ApiCalls.read(sql);
        } catch (SqlSyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean beginsAsOurs(String sql) {
        return SqlLexer.first(sql)
                .filter(word -> word.kind() == Kind.WORD
                        && FIRST_WORDS.contains(word.text().toUpperCase(Locale.ROOT)))
                .isPresent();
    }

    private static Optional<Interception> command(String sql, TokenCursor c) {
        if (c.take("CREATE", "OR", "REPLACE", "STREAM", "TABLE")) {
            return Optional.of(create(sql, c, Dialect.STREAM_TABLE, IfPresent.REPLACE));
        }
        if (c.take("CREATE", "STREAM", "TABLE")) {
            return Optional.of(create(sql, c, Dialect.STREAM_TABLE, ifNotExists(c)));
        }
        if (c.take("CREATE", "MATERIALIZED", "VIEW")) {
            return hasOurOption(sql)
                    ? Optional.of(create(sql, c, Dialect.MATERIALIZED_VIEW, ifNotExists(c)))
                    : Optional.empty();
        }
        if (c.take("DROP", "STREAM", "TABLE")) {
            return Optional.of(drop(sql, c, Dialect.STREAM_TABLE));
        }
        if (c.take("ALTER", "STREAM", "TABLE")) {
            return Optional.of(alterStreamTable(sql, c));
        }
        return lenient(() -> shared(sql, c));
    }

    /** Statements that are the server's unless they name a stream table. */
    private static Optional<Interception> shared(String sql, TokenCursor c) {
        if (c.take("DROP", "MATERIALIZED", "VIEW")) {
            return Optional.of(drop(sql, c, Dialect.MATERIALIZED_VIEW));
        }
        if (c.take("REFRESH", "MATERIALIZED", "VIEW")) {
            return Optional.of(refresh(sql, c));
        }
        if (c.take("ALTER", "MATERIALIZED", "VIEW")) {
            return alterMaterializedView(sql, c);
        }
        if (c.comes("COMMENT", "ON", "MATERIALIZED", "VIEW")) {
            c.expect("COMMENT", "ON");
            int start = c.position();
            c.expect("MATERIALIZED", "VIEW");
            int end = c.lastEnd();
            return Optional.of(new NameRewrite.Comment(sql, c.qualifiedName(), start, end));
        }
        if (c.comes("CREATE", "INDEX") || c.comes("CREATE", "UNIQUE", "INDEX")) {
            return Optional.of(new IndexReader(sql, c).read());
        }
        if (c.take("TRUNCATE")) {
            return Optional.of(truncate(sql, c));
        }
        if (c.take("DROP", "VIEW")) {
            c.take("IF", "EXISTS");
            return Optional.of(new NameRewrite.Refused(sql, names(c), Refusal.DROP_VIEW));
        }
        return Optional.empty();
    }

    private interface Reading {
        Optional<Interception> read();
    }

    /** What we fail to read is the server's to judge, unless it is about one of our options. */
    private static Optional<Interception> lenient(Reading reading) {
        try {
            return reading.read();
        } catch (SqlError e) {
            if (e.sqlState().equals(SqlState.SYNTAX_ERROR)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean hasOurOption(String sql) {
        return sql.toLowerCase(Locale.ROOT).contains(OPTION_PREFIX) && new OptionList(sql).isOurs();
    }

    private static IfPresent ifNotExists(TokenCursor c) {
        return c.take("IF", "NOT", "EXISTS") ? IfPresent.SKIP : IfPresent.FAIL;
    }

    private static StreamCommand.Create create(String sql, TokenCursor c, Dialect dialect, IfPresent ifPresent) {
        QualifiedName name = c.qualifiedName();
        List<Identifier> columns = new ArrayList<>();
        if (c.takeSymbol("(")) {
            do {
                columns.add(c.identifier());
            } while (c.takeSymbol(","));
            c.expectSymbol(")");
        }
        Options options = c.take("WITH") ? options(c, dialect) : Options.NONE;
        c.expect("AS");
        boolean filled = true;
        if (c.takeLast("WITH", "NO", "DATA")) {
            filled = false;
        } else {
            c.takeLast("WITH", "DATA");
        }
        int start = sql.codePointCount(0, c.position());
        String query = c.remaining();
        if (dialect == Dialect.MATERIALIZED_VIEW && !options.stream()) {
            throw SqlError.of(
                            SqlState.INVALID_PARAMETER_VALUE,
                            "options of stream tables are only valid together with pgtrickle.stream")
                    .withHint(
                            "Add pgtrickle.stream to make this a stream table, or leave out the options that begin with pgtrickle.");
        }
        return new StreamCommand.Create(
                sql,
                dialect,
                name,
                List.copyOf(columns),
                options,
                query,
                start,
                ifPresent,
                filled && options.initialize());
    }

    /** {@code (name [= value], ..)}, names with the prefix {@code pgtrickle.}, which the dialect of our own may leave out. */
    private static Options options(TokenCursor c, Dialect dialect) {
        Map<Option, String> values = new EnumMap<>(Option.class);
        c.expectSymbol("(");
        do {
            String name = c.identifier().name();
            if (c.takeSymbol(".")) {
                if (!name.equalsIgnoreCase(OPTION_PREFIX)) {
                    throw unknownOption(name + "." + c.identifier().name());
                }
                name = c.identifier().name();
            } else if (dialect == Dialect.MATERIALIZED_VIEW) {
                throw unknownOption(name);
            }
            Option option = Option.of(name);
            if (values.put(option, c.takeSymbol("=") ? optionValue(c) : "true") != null) {
                throw SqlError.of(SqlState.SYNTAX_ERROR, "option \"" + option.spelling() + "\" is given twice");
            }
        } while (c.takeSymbol(","));
        c.expectSymbol(")");
        return new Options(values);
    }

    private static SqlError unknownOption(String name) {
        try {
            Option.of(name);
        } catch (SqlError e) {
            return e;
        }
        return SqlError.of(SqlState.INVALID_PARAMETER_VALUE, "option \"" + name + "\" needs the prefix pgtrickle.")
                .withHint("Write pgtrickle." + name + ".");
    }

    private static String optionValue(TokenCursor c) {
        Lexeme value = c.takeAny();
        return switch (value.kind()) {
            case STRING -> StringConstant.valueOf(value);
            case WORD, NUMBER -> value.text();
            case QUOTED_IDENTIFIER -> Identifier.parse(value.text()).name();
            case PARAMETER, OPERATOR, PUNCTUATION -> throw c.syntaxError();
        };
    }

    private static StreamCommand.Drop drop(String sql, TokenCursor c, Dialect dialect) {
        IfAbsent ifAbsent = c.take("IF", "EXISTS") ? IfAbsent.SKIP : IfAbsent.FAIL;
        List<QualifiedName> names = names(c);
        Dependents dependents = c.take("CASCADE") ? Dependents.CASCADE : Dependents.RESTRICT;
        c.take("RESTRICT");
        c.expectEnd();
        return new StreamCommand.Drop(sql, dialect, names, ifAbsent, dependents);
    }

    private static List<QualifiedName> names(TokenCursor c) {
        List<QualifiedName> names = new ArrayList<>();
        do {
            names.add(c.qualifiedName());
        } while (c.takeSymbol(","));
        return List.copyOf(names);
    }

    private static StreamCommand.Refresh refresh(String sql, TokenCursor c) {
        c.take("CONCURRENTLY");
        QualifiedName name = c.qualifiedName();
        boolean filled = !c.take("WITH", "NO", "DATA");
        c.take("WITH", "DATA");
        c.expectEnd();
        return new StreamCommand.Refresh(sql, name, filled);
    }

    private static Optional<Interception> alterMaterializedView(String sql, TokenCursor c) {
        IfAbsent ifAbsent = c.take("IF", "EXISTS") ? IfAbsent.SKIP : IfAbsent.FAIL;
        if (c.comes("ALL", "IN", "TABLESPACE")) {
            return Optional.empty();
        }
        QualifiedName name = c.qualifiedName();
        if (c.comes("SET") && c.rest().toLowerCase(Locale.ROOT).contains(OPTION_PREFIX)) {
            c.expect("SET");
            Options options = options(c, Dialect.MATERIALIZED_VIEW);
            return Optional.of(new StreamCommand.Alter(
                    sql, Dialect.MATERIALIZED_VIEW, name, ifAbsent, new Action.SetOptions(options)));
        }
        return Optional.of(new StreamCommand.Alter(sql, Dialect.MATERIALIZED_VIEW, name, ifAbsent, action(c)));
    }

    private static StreamCommand.Alter alterStreamTable(String sql, TokenCursor c) {
        IfAbsent ifAbsent = c.take("IF", "EXISTS") ? IfAbsent.SKIP : IfAbsent.FAIL;
        QualifiedName name = c.qualifiedName();
        Action action;
        if (c.take("QUERY")) {
            int start = sql.codePointCount(0, c.position());
            action = new Action.SetQuery(c.remaining(), start);
        } else if (c.comes("SET") && !c.comes("SET", "SCHEMA")) {
            c.expect("SET");
            action = new Action.SetOptions(options(c, Dialect.STREAM_TABLE));
            c.expectEnd();
        } else {
            action = action(c);
        }
        return new StreamCommand.Alter(sql, Dialect.STREAM_TABLE, name, ifAbsent, action);
    }

    private static Action action(TokenCursor c) {
        if (c.take("OWNER", "TO")) {
            String role = c.remaining();
            return new Action.Owner(role);
        }
        return new Action.Native(c.remaining());
    }

    /** The relation is what follows ON; a name of the index may stand before it, and is no keyword there. */
    private static NameRewrite.Refused truncate(String sql, TokenCursor c) {
        c.take("TABLE");
        List<QualifiedName> names = new ArrayList<>();
        do {
            c.take("ONLY");
            names.add(c.qualifiedName());
            c.takeSymbol("*");
        } while (c.takeSymbol(","));
        return new NameRewrite.Refused(sql, List.copyOf(names), Refusal.TRUNCATE);
    }

    /** Whether the WITH list of a CREATE MATERIALIZED VIEW has an option of ours, told without reading all of it. */
    private record OptionList(String sql) {

        boolean isOurs() {
            TokenCursor c = new TokenCursor(sql);
            c.expect("CREATE", "MATERIALIZED", "VIEW");
            Lexeme previous = c.takeAny();
            while (!c.atEnd()) {
                if (c.comes("AS")) {
                    return false;
                }
                Lexeme lexeme = c.takeAny();
                boolean prefix = lexeme.kind() == Kind.WORD && lexeme.text().equalsIgnoreCase(OPTION_PREFIX)
                        || lexeme.kind() == Kind.QUOTED_IDENTIFIER
                                && lexeme.text().equals("\"" + OPTION_PREFIX + "\"");
                if (prefix && (previous.is("(") || previous.is(",")) && c.takeSymbol(".")) {
                    return true;
                }
                previous = lexeme;
            }
            return false;
        }
    }
}
