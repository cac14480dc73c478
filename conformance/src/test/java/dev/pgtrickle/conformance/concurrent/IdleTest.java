package dev.pgtrickle.conformance.concurrent;

import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.testkit.Await;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When nobody writes, the engine looks and does not touch: it takes no transaction numbers, which would look like writes to itself. */
class IdleTest {

    /** Of each tick, sessions show the last statement only. What depends on the time is looked at once a second, so there are some of those. */
    private static final int LOOKS = 30;

    @Test
    void an_idle_engine_takes_no_transaction_numbers() throws Exception {
        try (Stage stage = Stage.open(SharedServers.defaultVersion())) {
            stage.clear();
            try (Connection c = stage.connect(Route.BYPASS)) {
                Stage.run(
                        c,
                        "CREATE TABLE t (a int, b int, at timestamptz DEFAULT now()); INSERT INTO t SELECT i % 3, i FROM generate_series(1, 10) i");
                try (Connection proxied = stage.connect(Route.PROXY)) {
                    Stage.run(proxied, "CREATE STREAM TABLE sums AS SELECT a, sum(b) AS s FROM t GROUP BY a");
                    Stage.run(
                            proxied,
                            "CREATE STREAM TABLE above AS SELECT a, s FROM sums WHERE s > (SELECT avg(s) FROM sums)");
                    Stage.run(
                            proxied,
                            "CREATE STREAM TABLE young AS SELECT b FROM t WHERE at > now() - interval '1 day'");
                }
                Stage.run(c, "INSERT INTO t VALUES (0, 100)");
                Await.until(
                        "the change is there",
                        () -> Database.rows(c, "SELECT s FROM above").equals(List.of("118")));
                Await.until("a number of looks in a row without a transaction number", () -> {
                    String before = next(c);
                    Set<String> looks = new HashSet<>();
                    Await.until("the engine looks", () -> {
                        looks.addAll(
                                Database.rows(
                                        c,
                                        "SELECT query_start FROM pg_stat_activity WHERE application_name = 'pgtrickle' AND datname = current_database()"));
                        return looks.size() >= LOOKS;
                    });
                    return next(c).equals(before);
                });
            }
        }
    }

    private static String next(Connection c) throws Exception {
        return Database.rows(c, "SELECT pg_snapshot_xmax(pg_current_snapshot())")
                .getFirst();
    }
}
