package dev.pgtrickle.dvm.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generated queries, nested at random: whatever the server accepts is read and proven. */
class RandomQueryTest {

    private static final int QUERIES = 150;

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void every_generated_query_is_read_and_proven(PostgresVersion version) throws Exception {
        long seed = Long.getLong("pgtrickle.seed", System.nanoTime());
        List<String> failures = new ArrayList<>();
        try (Database database = CorpusDatabase.create(version);
                Connection connection = database.connect()) {
            CorpusDatabase.setPath(connection, "app, public");
            QueryAnalyser analyser =
                    new QueryAnalyser(new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, notice -> {}));
            QueryGenerator generator = new QueryGenerator(seed);
            for (int i = 0; i < QUERIES; i++) {
                String sql = generator.next();
                try {
                    if (analyser.analyse(sql) instanceof CanonicalQuery.Unproven unproven) {
                        failures.add(sql + "\n    " + unproven.reason());
                    }
                } catch (SqlError e) {
                    failures.add(sql + "\n    " + e.message() + " at " + e.position());
                }
            }
        }
        assertThat(failures).as("-Dpgtrickle.seed=%d", seed).isEmpty();
    }
}
