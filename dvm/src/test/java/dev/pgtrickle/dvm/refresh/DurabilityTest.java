package dev.pgtrickle.dvm.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose refresh is on disk when it has committed. */
@ExtendWith(DatabaseExtension.class)
class DurabilityTest {

    private EngineFixture engine;
    private InterceptedSession s;

    @BeforeEach
    void open(Database database) throws Exception {
        // The servers of tests do not wait for the disk otherwise.
        database.run("ALTER DATABASE \"" + database.name() + "\" SET synchronous_commit = on");
        engine = EngineFixture.in(database);
        s = engine.session();
        Lab.open(
                s,
                List.of(
                        "CREATE TABLE t (v int)",
                        "CREATE STREAM TABLE total WITH (mode = DIFFERENTIAL, schedule = manual) AS SELECT sum(v) AS s FROM t",
                        "CREATE TABLE commits (waits text)",
                        """
                        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                        BEGIN INSERT INTO lab.commits VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$""",
                        """
                        CREATE CONSTRAINT TRIGGER note AFTER INSERT ON pgtrickle.pgt_refresh_history DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION note()"""));
    }

    @AfterEach
    void close() throws Exception {
        s.close();
    }

    @ParameterizedTest
    @CsvSource({"MANUAL, on", "SCHEDULER, off"})
    void a_refresh_waits_for_the_disk_if_somebody_was_promised_it(Initiator initiator, String waits) throws Exception {
        for (int i = 0; i < 2; i++) {
            s.run("INSERT INTO t VALUES (1)");
            engine.refresh("lab.total", initiator);
        }
        assertThat(s.rows("SELECT waits FROM commits")).containsExactly(waits, waits);
        assertThat(s.rows("SELECT s FROM total")).containsExactly("2");
    }
}
