package dev.pgtrickle.dvm.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.corpus.Corpus;
import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.corpus.CorpusQuery;
import dev.pgtrickle.dvm.nodetree.TreeComparison;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.syntax.CanonicalParser;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Query;
import dev.pgtrickle.dvm.syntax.SyntaxPrinter;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proof notices what it is there for: any single change of a query that the server accepts gives another tree. */
class MutationTest {

    private static final int MUTANTS_PER_QUERY = 4;

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void no_accepted_change_of_a_query_passes_for_the_query(PostgresVersion version) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> unnoticed = new ArrayList<>();
        int noticed = 0;
        try (Database database = CorpusDatabase.create(version);
                Connection connection = database.connect()) {
            SqlSession session = new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, notice -> {});
            List<CorpusQuery> queries = Stream.of("own", "tpch")
                    .flatMap(file -> Corpus.read(file).stream())
                    .filter(q -> q.since() <= version.major() && q.outcome() == CorpusQuery.Outcome.PORTABLE)
                    .toList();
            for (CorpusQuery query : queries) {
                CorpusDatabase.setPath(connection, query.searchPath());
                ServerAnalysis analysis = ServerAnalysis.ofUserText(
                        session, UserText.of(query.sql()), ServerAnalysis.Printing.SYSTEM_PATH);
                Query parsed = CanonicalParser.unwrap(CanonicalParser.parse(analysis.canonical()));
                for (int i = 0; i < MUTANTS_PER_QUERY; i++) {
                    Query mutant = Mutator.mutate(parsed, random);
                    if (mutant == null || sortsAlike(parsed, mutant)) {
                        continue;
                    }
                    String text = SyntaxPrinter.print(mutant);
                    if (ServerAnalysis.ofText(session, text, SearchPath.SYSTEM) instanceof ServerAnalysis changed) {
                        if (TreeComparison.compare(
                                        analysis.tree().node(), changed.tree().node())
                                .isPresent()) {
                            noticed++;
                        } else {
                            unnoticed.add(SyntaxPrinter.print(parsed) + "\nmutant:\n" + text);
                        }
                    }
                }
            }
        }
        assertThat(unnoticed).as("-Dpgtrickle.seed=%d", seed).isEmpty();
        assertThat(noticed).as("-Dpgtrickle.seed=%d", seed).isGreaterThan(500);
    }

    /** Sorting once more by what was sorted by already changes nothing, in whichever direction. */
    private static boolean sortsAlike(Query query, Query mutant) {
        return SyntaxPrinter.print(sortedOnce(query)).equals(SyntaxPrinter.print(sortedOnce(mutant)));
    }

    private static Query sortedOnce(Query query) {
        Set<Expression> sorted = new HashSet<>();
        return new Query(
                query.recursive(),
                query.ctes(),
                query.body(),
                query.orderBy().stream()
                        .filter(item -> sorted.add(item.expression()))
                        .toList(),
                query.limit(),
                query.locking());
    }
}
