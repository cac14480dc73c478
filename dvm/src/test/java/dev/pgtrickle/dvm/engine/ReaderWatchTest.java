package dev.pgtrickle.dvm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an engine knows of readers, and when. */
@ExtendWith(DatabaseExtension.class)
class ReaderWatchTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void it_looks_once_a_second_and_at_once_after_a_change_of_the_schema(Database database) throws Exception {
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            Lab.open(s, List.of("CREATE TABLE t (k int, v int)"));
            JdbcSession session = new JdbcSession(s.connection(), Scope.OWN_TRANSACTION, notice -> {});
            ReaderWatch watch = new ReaderWatch();
            watch.look(session, 0);
            assertThat(watch.readers().isEmpty()).isTrue();
            s.run("CREATE STREAM TABLE st WITH (mode = IMMEDIATE) AS SELECT k, max(v) AS m FROM t GROUP BY k");
            watch.look(session, SECOND / 2);
            assertThat(watch.readers().isEmpty()).as("it is not time yet").isTrue();
            watch.look(session, SECOND);
            assertThat(watch.readers().reading()).contains("st");
            watch.schemaChanged();
            assertThat(watch.readers().isEmpty())
                    .as("nothing is known until it looks")
                    .isTrue();
            watch.look(session, SECOND);
            assertThat(watch.readers().reading()).contains("st");
            s.run("BEGIN");
            s.run("DROP FUNCTION pgtrickle._readers()");
            s.run("SAVEPOINT before");
            watch.look(session, 2 * SECOND);
            s.run("ROLLBACK TO before");
            assertThat(watch.readers().isEmpty())
                    .as("a catalog of an older version keeps nothing, and the engine goes on")
                    .isTrue();
            s.run("ROLLBACK");
            s.run("DROP STREAM TABLE st");
        }
    }
}
