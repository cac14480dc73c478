package dev.pgtrickle.dvm.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.corpus.Corpus;
import dev.pgtrickle.dvm.corpus.CorpusDatabase;
import dev.pgtrickle.dvm.corpus.CorpusQuery;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProvenCorpusTest {

    @ParameterizedTest
    @EnumSource
    void all(PostgresVersion version) throws Exception {
        int system = 0, own = 0;
        try (Database database = CorpusDatabase.create(version);
                var connection = database.connect()) {
            for (CorpusQuery query : Corpus.read("own")) {
                if (query.since() > version.major()) {
                    continue;
                }
                CorpusDatabase.setPath(connection, query.searchPath());
                QueryAnalyser analyser =
                        new QueryAnalyser(new JdbcSession(connection, SqlSession.Scope.OWN_TRANSACTION, n -> {}));
                try {
                    switch (analyser.analyse(query.sql())) {
                        case CanonicalQuery.Proven p -> {
                            if (p.path().equals(SearchPath.SYSTEM)) system++;
                            else {
                                own++;
                                System.out.println("OWN " + query);
                            }
                        }
                        case CanonicalQuery.Unproven u ->
                            System.out.println(version + " UNPROVEN " + query + "\n   " + u.reason());
                    }
                } catch (SqlError e) {
                    System.out.println(version + " ERROR " + query + "\n   " + e.sqlState() + " " + e.message() + " at "
                            + e.position());
                }
            }
        }
        System.out.println(version + " system " + system + " own " + own);
        assertThat(system).isPositive();
    }
}
