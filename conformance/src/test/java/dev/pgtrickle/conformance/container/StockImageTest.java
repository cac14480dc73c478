package dev.pgtrickle.conformance.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.dvm.engine.DatabaseEngine;
import dev.pgtrickle.dvm.engine.EngineSettings;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import dev.pgtrickle.proxy.listen.Upstream;
import dev.pgtrickle.testkit.Multisets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The official images of every supported version, with passwords and settings as they come. */
@Tag("testcontainers")
class StockImageTest {

    private static final String QUERY =
            "SELECT c.name, count(*) AS n, sum(o.amount) AS s FROM o JOIN c ON c.id = o.cid GROUP BY c.name";

    @BeforeAll
    static void requireDocker() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "No Docker engine answers, so the stock images of PostgreSQL 15 to 18 are not tested.");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void keeps_stream_tables_exact(int version) throws Exception {
        try (PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + version)) {
            container.start();
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(container.getJdbcUrl());
            source.setUser(container.getUsername());
            source.setPassword(container.getPassword());
            try (Connection c = source.getConnection()) {
                CatalogInstaller.install(c);
            }
            Upstream upstream = new Upstream(container.getHost(), container.getFirstMappedPort());
            try (DatabaseEngine engine = new DatabaseEngine(
                            new EngineSettings(container.getDatabaseName(), source, 5, Duration.ofMillis(20)),
                            new SimpleMeterRegistry());
                    ProxyServer proxy = ProxyServer.start(ProxyConfig.relaying(upstream)
                            .intercepting((name, certainlyNeeded) -> Optional.of(engine.interceptor()))
                            .tellingCommits(name -> engine.committed()))) {
                Properties login = new Properties();
                login.setProperty("user", container.getUsername());
                login.setProperty("password", container.getPassword());
                String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + container.getDatabaseName();
                try (Connection c = DriverManager.getConnection(url, login)) {
                    play(c);
                }
            }
        }
    }

    private static void play(Connection c) throws Exception {
        Stage.run(c, "CREATE TABLE c (id int PRIMARY KEY, name text)");
        Stage.run(c, "CREATE TABLE o (id int PRIMARY KEY, cid int REFERENCES c ON DELETE CASCADE, amount numeric)");
        Stage.run(c, "INSERT INTO c VALUES (1, 'a'), (2, 'b')");
        Stage.run(c, "CREATE STREAM TABLE d WITH (mode = DIFFERENTIAL, schedule = manual) AS " + QUERY);
        Stage.run(c, "CREATE STREAM TABLE i WITH (mode = IMMEDIATE) AS " + QUERY);
        for (String change : List.of(
                "INSERT INTO o SELECT g, 1 + g % 2, g * 1.50 FROM generate_series(1, 20) g",
                "UPDATE o SET cid = 3 - cid WHERE id < 10",
                "DELETE FROM c WHERE id = 1",
                "TRUNCATE o",
                "INSERT INTO o VALUES (1, 2, NULL)")) {
            Stage.run(c, change);
            Stage.run(c, "REFRESH MATERIALIZED VIEW d");
            for (String name : List.of("d", "i")) {
                assertThat(new Multisets(c).differByText("SELECT * FROM " + name, QUERY))
                        .as(name + " after " + change)
                        .isEmpty();
            }
        }
    }
}
