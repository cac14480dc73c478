package dev.pgtrickle.conformance.concurrent;

import dev.pgtrickle.conformance.stage.Await;
import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When nobody writes, the engine looks and does not touch: it takes no transaction numbers, which would look like writes to itself. */
class IdleTest {

    @Test
    void an_idle_engine_takes_no_transaction_numbers() throws Exception {
        try (Stage stage = Stage.open(SharedServers.defaultVersion())) {
            stage.clear();
            try (Connection c = stage.connect(Route.BYPASS)) {
                Stage.run(
                        c,
                        "CREATE TABLE t (a int, b int); INSERT INTO t SELECT i % 3, i FROM generate_series(1, 10) i");
                try (Connection proxied = stage.connect(Route.PROXY)) {
                    Stage.run(proxied, "CREATE STREAM TABLE sums AS SELECT a, sum(b) AS s FROM t GROUP BY a");
                    Stage.run(
                            proxied,
                            "CREATE STREAM TABLE above AS SELECT a, s FROM sums WHERE s > (SELECT avg(s) FROM sums)");
                }
                Stage.run(c, "INSERT INTO t VALUES (0, 100)");
                Await.until(
                        "the change is there",
                        () -> Database.rows(c, "SELECT s FROM above").equals(List.of("118")));
                Await.until("a second without a transaction number", () -> {
                    String before = next(c);
                    Thread.sleep(1000);
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
