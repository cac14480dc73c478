package dev.pgtrickle.dvm.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.corpus.Corpus;
import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.corpus.CorpusQuery;
import dev.pgtrickle.dvm.corpus.CorpusQuery.Outcome;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.sql.SqlLexer;
import dev.pgtrickle.dvm.syntax.CanonicalParser;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.SyntaxPrinter;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProvenCorpusTest {

    /** Every query that the version can run; the numbers are those of the files and must follow them. */
    @ParameterizedTest
    @EnumSource
    void every_query_is_read_and_proven_except_those_that_postgresql_prints_as_something_else(PostgresVersion version)
            throws Exception {
        List<CorpusQuery> queries = Stream.of("own", "tpch", "nexmark")
                .flatMap(file -> Corpus.read(file).stream())
                .filter(query -> query.since() <= version.major())
                .toList();
        List<String> surprises = new ArrayList<>();
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        try (Database database = CorpusDatabase.create(version);
                Connection connection = database.connect()) {
            for (CorpusQuery query : queries) {
                CorpusDatabase.setPath(connection, query.searchPath());
                String outcome = outcome(connection, query);
                if (outcome.equals(query.outcome().name())) {
                    outcomes.merge(query.outcome(), 1, Integer::sum);
                } else {
                    surprises.add(query + "\n    " + outcome);
                }
            }
        }
        assertThat(surprises).isEmpty();
        assertThat(outcomes)
                .hasEntrySatisfying(Outcome.PORTABLE, n -> assertThat(n).isGreaterThanOrEqualTo(550));
        assertThat(outcomes).containsEntry(Outcome.PATH_DEPENDENT, 3);
        assertThat(outcomes).containsEntry(Outcome.NOT_REPRODUCED, 9);
    }

    private static String outcome(Connection connection, CorpusQuery query) {
        try {
            return switch (new QueryAnalyser(session(connection)).analyse(query.sql())) {
                case CanonicalQuery.Proven proven ->
                    (proven.path().equals(SearchPath.SYSTEM) ? Outcome.PORTABLE : Outcome.PATH_DEPENDENT).name();
                case CanonicalQuery.Unproven unproven ->
                    query.outcome() == Outcome.NOT_REPRODUCED ? query.outcome().name() : unproven.reason();
            };
        } catch (SqlError e) {
            return e.sqlState() + " " + e.message() + " at " + e.position();
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_query_is_printed_as_the_server_prints_it(PostgresVersion version) throws Exception {
        try (Database database = CorpusDatabase.create(version);
                Connection connection = database.connect()) {
            for (String file : List.of("own", "tpch", "nexmark")) {
                for (CorpusQuery query : Corpus.read(file)) {
                    if (query.since() <= version.major()) {
                        CorpusDatabase.setPath(connection, query.searchPath());
                        String canonical = ServerAnalysis.ofUserText(
                                        session(connection),
                                        UserText.of(query.sql()),
                                        ServerAnalysis.Printing.SYSTEM_PATH)
                                .canonical();
                        Query parsed = CanonicalParser.parse(canonical);
                        String printed = SyntaxPrinter.print(parsed);
                        String readable = withTypeBeforeMark(canonical);
                        assertThat(words(printed)).as(query.toString()).isEqualTo(words(withCastAfterMinus(readable)));
                        Query reread = CanonicalParser.parse(printed);
                        if (readable.equals(canonical)) {
                            assertThat(reread).as(query.toString()).isEqualTo(parsed);
                        } else {
                            assertThat(SyntaxPrinter.print(reread))
                                    .as(query.toString())
                                    .isEqualTo(printed);
                        }
                    }
                }
            }
        }
    }

    private static List<String> words(String text) {
        return SqlLexer.lex(text).stream()
                .map(Lexeme::text)
                .filter(word -> !word.equals(";"))
                .toList();
    }

    /** The one thing that the parser adds; see there. */
    private static String withCastAfterMinus(String canonical) {
        return canonical
                .replaceAll("\\(- (\\d+)\\)", "(- $1::integer)")
                .replaceAll("\\(- (\\d+\\.\\d+)\\)", "(- $1::numeric)");
    }

    /** The one thing that the printer turns round, because the server does not read what it prints. */
    private static String withTypeBeforeMark(String canonical) {
        return canonical.replaceAll("(TO|DEFAULT) ('\\w+')::(\\w+)(?= DEFAULT| USING)", "$1 $3 $2");
    }

    @ParameterizedTest
    @EnumSource
    void every_system_view_is_read_and_proven(PostgresVersion version) throws Exception {
        List<String> surprises = new ArrayList<>();
        int proven = 0;
        try (Database database = CorpusDatabase.create(version);
                Connection connection = database.connect()) {
            SqlSession session = session(connection);
            List<String> views = Database.rows(
                    connection,
                    "SELECT c.oid, c.oid::regclass FROM pg_class c WHERE relkind = 'v' AND relnamespace IN "
                            + "('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 2");
            for (String view : views) {
                int bar = view.indexOf('|');
                switch (new QueryAnalyser(session).viewDefinition(Long.parseLong(view.substring(0, bar)))) {
                    case CanonicalQuery.Proven portable when portable.path().equals(SearchPath.SYSTEM) -> proven++;
                    case CanonicalQuery.Proven other -> surprises.add(view + " " + other.path());
                    case CanonicalQuery.Unproven unproven -> surprises.add(view + " " + unproven.reason());
                }
            }
        }
        assertThat(surprises).isEmpty();
        assertThat(proven).isGreaterThanOrEqualTo(135);
    }

    private static SqlSession session(Connection connection) {
        return new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, notice -> {});
    }
}
