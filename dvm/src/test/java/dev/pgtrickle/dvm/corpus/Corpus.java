package dev.pgtrickle.dvm.corpus;

import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.sql.SqlSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the corpus files; how they are written is said at the top of {@code own.sql}. */
public final class Corpus {

    private static final String DEFAULT_PATH = "app, public";

    private final String file;
    private final List<CorpusQuery> queries = new ArrayList<>();
    private String group = "";
    private int number;
    private int since;
    private String path = DEFAULT_PATH;
    private CorpusQuery.Outcome outcome = CorpusQuery.Outcome.PORTABLE;

    private Corpus(String file) {
        this.file = file;
    }

    /** The queries of a file, such as {@code own}. */
    public static List<CorpusQuery> read(String file) {
        Corpus corpus = new Corpus(file);
        StringBuilder statement = new StringBuilder();
        for (String line : text(file).lines().toList()) {
            if (statement.isEmpty() && (line.isBlank() || line.startsWith("--"))) {
                corpus.annotation(line);
                continue;
            }
            statement.append(line).append('\n');
            if (isComplete(statement.toString())) {
                corpus.add(statement.toString().strip());
                statement.setLength(0);
            }
        }
        if (!statement.isEmpty()) {
            throw new IllegalStateException(file + " ends within a query");
        }
        return corpus.queries;
    }

    /** The text of a file. */
    public static String text(String file) {
        String name = file + ".sql";
        try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void annotation(String line) {
        if (line.startsWith("-- ## ")) {
            group = line.substring(6).strip();
            number = 0;
        } else if (line.startsWith("-- @from ")) {
            since = Integer.parseInt(line.substring(9).strip());
        } else if (line.equals("-- @path") || line.startsWith("-- @path ")) {
            path = line.substring(8).strip();
        } else if (line.equals("-- @path-dependent")) {
            outcome = CorpusQuery.Outcome.PATH_DEPENDENT;
        } else if (line.startsWith("-- @not-reproduced ")) {
            outcome = CorpusQuery.Outcome.NOT_REPRODUCED;
        } else if (line.startsWith("-- @")) {
            throw new IllegalStateException(file + ": " + line);
        }
    }

    private void add(String sql) {
        number++;
        queries.add(new CorpusQuery(file + " " + group + " " + number, sql, since, path, outcome));
        since = 0;
        path = DEFAULT_PATH;
        outcome = CorpusQuery.Outcome.PORTABLE;
    }

    private static boolean isComplete(String text) {
        try {
            List<Lexeme> lexemes = SqlLexer.lex(text);
            return !lexemes.isEmpty() && lexemes.getLast().is(";");
        } catch (SqlSyntaxException e) {
            return false; // within a quote
        }
    }
}
