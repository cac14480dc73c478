package dev.pgtrickle.conformance.crash;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.dvm.engine.DatabaseEngine;
import dev.pgtrickle.dvm.engine.EngineSettings;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import dev.pgtrickle.proxy.listen.Upstream;
import dev.pgtrickle.testkit.Await;
import dev.pgtrickle.testkit.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The server dies under load, wholly or by one session, while the engine and the proxy live on. */
class ServerCrashTest {

    @Test
    void nothing_committed_is_lost_and_contents_are_exact(@TempDir Path data) throws Exception {
        try (ServerProcess server = ServerProcess.start(data.resolve("data"))) {
            try (Connection c = DriverManager.getConnection(server.url())) {
                CatalogInstaller.install(c);
                Stage.run(c, Ledger.SETUP);
            }
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(server.url());
            try (DatabaseEngine engine = new DatabaseEngine(
                            new EngineSettings("postgres", source, 5, Duration.ofMillis(20)),
                            new SimpleMeterRegistry());
                    ProxyServer proxy = ProxyServer.start(ProxyConfig.relaying(new Upstream("127.0.0.1", server.port()))
                            .intercepting((name, certainlyNeeded) -> Optional.of(engine.interceptor()))
                            .tellingCommits(name -> engine.committed()))) {
                String proxied = server.url().replace(":" + server.port() + "/", ":" + proxy.port() + "/");
                try (Connection c = DriverManager.getConnection(proxied)) {
                    for (String create : Exactness.create()) {
                        Stage.run(c, create);
                    }
                }
                crash(server, engine, proxied);
            }
        }
    }

    private static void crash(ServerProcess server, DatabaseEngine engine, String proxied) throws Exception {
        try (Ledger ledger = new Ledger(4, () -> proxied)) {
            for (int round = 1; round <= 4; round++) {
                String context = "round " + round;
                progress(ledger);
                if (round % 2 == 1) {
                    server.killAll();
                    server.restart();
                } else {
                    server.killSession(someSession(server));
                    server.awaitAnswer();
                }
                try (Connection c = DriverManager.getConnection(server.url())) {
                    Exactness.assertImmediateIsExact(c, context);
                }
                progress(ledger);
            }
            ledger.finish();
            try (Connection c = DriverManager.getConnection(server.url())) {
                ledger.assertNothingLost(c, "at the end");
                Exactness.assertImmediateIsExact(c, "at the end");
                for (String id : Database.rows(
                        c, "SELECT pgt_id FROM pgtrickle.stream_table WHERE refresh_mode = 'DIFFERENTIAL'")) {
                    engine.refresh(Long.parseLong(id));
                }
                Exactness.assertDifferentialIsExact(c, "at the end");
            }
        }
    }

    private static void progress(Ledger ledger) throws Exception {
        int before = ledger.commits();
        Await.until("writers go on", () -> ledger.commits() > before + 20);
    }

    private static long someSession(ServerProcess server) throws Exception {
        try (Connection c = DriverManager.getConnection(server.url())) {
            List<String> writers = Database.rows(
                    c,
                    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                            + " ORDER BY state = 'active' DESC, backend_start DESC LIMIT 1");
            return Long.parseLong(writers.getFirst());
        }
    }
}
