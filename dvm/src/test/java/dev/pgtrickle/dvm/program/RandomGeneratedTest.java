package dev.pgtrickle.dvm.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtrickle.dvm.command.RenameRepair;
import dev.pgtrickle.dvm.refresh.RefreshResult.Action;
import dev.pgtrickle.dvm.session.JdbcSession;
import dev.pgtrickle.dvm.session.SqlSession.Scope;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.testkit.EngineFixture;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.dvm.testkit.Lab;
import dev.pgtrickle.dvm.testkit.Oracle;
import dev.pgtrickle.dvm.testkit.Oracle.Equality;
import dev.pgtrickle.dvm.testkit.RandomChanges;
import dev.pgtrickle.dvm.testkit.RandomTrial;
import dev.pgtrickle.dvm.testkit.RandomTrial.Workload;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Virtual generated columns (PostgreSQL 18), which have no value in transition tables. */
@ExtendWith(DatabaseExtension.class)
class RandomGeneratedTest {

    private static final int CYCLES = Integer.getInteger("pgtrickle.cycles", 12);

    private static final Workload WORKLOAD = new Workload(
            Stream.concat(
                            RandomChanges.SETUP.stream(),
                            Stream.of(
                                    "ALTER TABLE r1 ADD COLUMN v int GENERATED ALWAYS AS (coalesce(a, 0) * 2 + 1) VIRTUAL,"
                                            + " ADD COLUMN s text GENERATED ALWAYS AS (upper(t)) VIRTUAL,"
                                            + " ADD COLUMN n numeric(8,1) GENERATED ALWAYS AS (c) VIRTUAL",
                                    "ALTER TABLE r2 ADD COLUMN w int GENERATED ALWAYS AS (coalesce(a, 7)) VIRTUAL,"
                                            + " ADD COLUMN \"Z z\" text GENERATED ALWAYS AS (b || '!') VIRTUAL",
                                    "ALTER TABLE r3 ADD COLUMN g bigint GENERATED ALWAYS AS (f + k) VIRTUAL",
                                    "CREATE VIEW r2v AS SELECT a, w AS v, \"Z z\" FROM r2"))
                    .toList(),
            RandomGeneratedTest::changes);

    private static Supplier<List<String>> changes(RandomGenerator random) {
        RandomChanges changes = new RandomChanges(random);
        // Generated columns cannot be inserted.
        return () -> changes.transaction().stream()
                .map(s -> s.replace("INSERT INTO r2 SELECT * FROM", "INSERT INTO r2 SELECT a, b, d, x FROM"))
                .toList();
    }

    @BeforeEach
    void requireThem(Database database) throws Exception {
        assumeTrue(database.version() == PostgresVersion.V18, "PostgreSQL 18");
        EngineFixture.in(database);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, v, s FROM r1 WHERE v > 1",
                "SELECT * FROM r3",
                "SELECT r1.id, r1.s, r2.w, r2.\"Z z\" FROM r1 LEFT JOIN r2 ON r2.w = r1.v",
                "SELECT r1.v, r2.w, r2.b FROM r1 FULL JOIN r2 ON r1.v = r2.w",
                "SELECT s, count(*) AS n, sum(n) AS sum, max(v) AS v FROM r1 GROUP BY s",
                "SELECT id, t FROM r1 WHERE NOT EXISTS (SELECT FROM r2 WHERE r2.w = r1.v)",
                "SELECT id FROM r1 WHERE v IN (SELECT w FROM r2) OR s IS NULL",
                "SELECT x.p, x.q FROM r2 AS x (a, b, d, x, p, q)",
                "SELECT v, \"Z z\", id FROM r1 JOIN r2v USING (v)",
                "SELECT id, v, rank() OVER (PARTITION BY s ORDER BY v) AS r FROM r1",
                "SELECT v FROM r1 UNION SELECT g FROM r3",
                "SELECT r3.k, (SELECT sum(w) FROM r2 WHERE r2.a = r3.a) AS w FROM r3 WHERE g IS NOT NULL"
            })
    void queries_over_them(String query, Database database) throws Exception {
        new RandomTrial(database, CYCLES).run(query, Equality.SQL, query, WORKLOAD);
    }

    @Test
    void another_expression_is_followed(Database database) throws Exception {
        EngineFixture engine = EngineFixture.in(database);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        try (InterceptedSession s = engine.session()) {
            Lab.open(s, WORKLOAD.setup());
            String query = "SELECT v, count(*) AS n FROM r1 GROUP BY v";
            s.run("CREATE STREAM TABLE st WITH (mode = DIFFERENTIAL, schedule = 'manual') AS " + query);
            s.run("CREATE STREAM TABLE im WITH (mode = IMMEDIATE) AS " + query);
            s.run("ALTER TABLE r1 ALTER COLUMN v SET EXPRESSION AS (a % 2)");
            assertThatThrownBy(() -> engine.refresh("lab.st"))
                    .hasFieldOrPropertyWithValue("sqlState", SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE);
            new RenameRepair(source).run(new JdbcSession(s.connection(), Scope.OWN_TRANSACTION, notice -> {}));
            for (int i = 0; i < 3; i++) {
                for (String kept : List.of("st", "im")) {
                    Oracle.assertEqualsQuery(s.connection(), kept, query, Equality.EXACT, kept + " in round " + i);
                }
                s.run("UPDATE r1 SET a = id + " + i + " WHERE id > 3");
                assertThat(engine.refresh("lab.st").action()).isEqualTo(Action.DIFFERENTIAL);
            }
        }
    }

    @Test
    void one_with_a_collation_that_its_expression_does_not_have_is_recomputed(Database database) throws Exception {
        try (InterceptedSession s = EngineFixture.in(database).session()) {
            Lab.open(
                    s, List.of("CREATE TABLE c (t text COLLATE \"C\", u text GENERATED ALWAYS AS (lower(t)) VIRTUAL)"));
            s.run("CREATE STREAM TABLE st AS SELECT u FROM c");
            assertThat(s.rows("SELECT refresh_mode, mode_reason ~ 'virtual' FROM pgtrickle.pgt_stream_tables"))
                    .containsExactly("FULL|t");
        }
    }
}
