package dev.pgtrickle.conformance.crash;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.testkit.Await;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The process of proxy and engine dies under load and is started again, while the server lives on. */
@ExtendWith(DatabaseExtension.class)
class ProxyCrashTest {

    @Test
    void no_transaction_is_half_done_and_contents_are_exact(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
            Stage.run(c, Ledger.SETUP);
        }
        AtomicReference<ProxyProcess> proxy =
                new AtomicReference<>(ProxyProcess.start(database.port(), database.name()));
        try {
            try (Connection c = DriverManager.getConnection(url(database, proxy.get()))) {
                for (String create : Exactness.create()) {
                    Stage.run(c, create);
                }
            }
            crash(database, proxy);
        } finally {
            proxy.get().close();
        }
    }

    private static void crash(Database database, AtomicReference<ProxyProcess> proxy) throws Exception {
        try (Ledger ledger = new Ledger(4, () -> url(database, proxy.get()));
                Connection direct = database.connect()) {
            for (int round = 1; round <= 3; round++) {
                progress(ledger);
                proxy.get().kill();
                Await.until("the server has noticed", () -> openSessions(direct).equals("0"));
                ledger.assertNothingLost(direct, "proxy dead, round " + round);
                Exactness.assertImmediateIsExact(direct, "proxy dead, round " + round);
                proxy.set(ProxyProcess.start(database.port(), database.name()));
                progress(ledger);
                Exactness.assertImmediateIsExact(direct, "round " + round);
            }
            ledger.finish();
            ledger.assertNothingLost(direct, "at the end");
            Exactness.assertImmediateIsExact(direct, "at the end");
            refresh(url(database, proxy.get()));
            Exactness.assertDifferentialIsExact(direct, "at the end");
        }
    }

    private static void progress(Ledger ledger) throws Exception {
        int before = ledger.commits();
        Await.until("writers go on", () -> ledger.commits() > before + 20);
    }

    private static String openSessions(Connection direct) throws SQLException {
        return Database.rows(
                        direct,
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                                + " AND backend_type = 'client backend'")
                .getFirst();
    }

    private static void refresh(String url) throws SQLException {
        try (Connection c = DriverManager.getConnection(url)) {
            for (String name : Database.rows(
                    c, "SELECT view_relid FROM pgtrickle.stream_table WHERE refresh_mode = 'DIFFERENTIAL'")) {
                Stage.run(c, "REFRESH MATERIALIZED VIEW " + name);
            }
        }
    }

    private static String url(Database database, ProxyProcess proxy) {
        return database.jdbcUrl().replace(":" + database.port() + "/", ":" + proxy.port() + "/");
    }
}
