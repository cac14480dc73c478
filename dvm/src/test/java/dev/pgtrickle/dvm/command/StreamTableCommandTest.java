package dev.pgtrickle.dvm.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.refresh.RefreshService;
import dev.pgtrickle.dvm.testkit.InterceptedSession;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

@ExtendWith(DatabaseExtension.class)
class StreamTableCommandTest {

    @BeforeAll
    static void install(Database database) throws Exception {
        try (Connection c = database.connect()) {
            CatalogInstaller.install(c);
        }
    }

    private static InterceptedSession session(Database database) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        return new InterceptedSession(
                DriverManager.getConnection(database.jdbcUrl()), new StreamTableInterceptor(new RefreshService(source)));
    }

    @Test
    void first_light(Database database) throws Exception {
        try (InterceptedSession s = session(database)) {
            s.run("CREATE TABLE orders (id int PRIMARY KEY, region text, amount numeric)");
            s.run("INSERT INTO orders VALUES (1, 'n', 1.50), (2, 's', 2), (3, NULL, 3)");
            String query = "SELECT region, sum(amount) AS total, count(*) AS cnt, min(amount) AS lo, avg(amount) AS av FROM orders GROUP BY region";
            assertThat(s.run("CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream, pgtrickle.mode = 'IMMEDIATE') AS " + query))
                    .contains("SELECT 3");
            assertThat(s.run("CREATE MATERIALIZED VIEW totals_d WITH (pgtrickle.stream) AS " + query)).contains("SELECT 3");
            s.run("INSERT INTO orders VALUES (4, 'n', 0.5), (5, 'w', NULL)");
            s.run("UPDATE orders SET region = 's' WHERE id = 1");
            s.run("DELETE FROM orders WHERE id = 3");
            assertThat(s.rows("SELECT * FROM totals ORDER BY 1")).isEqualTo(s.rows(query + " ORDER BY 1"));
            s.run("REFRESH MATERIALIZED VIEW totals_d");
            assertThat(s.rows("SELECT * FROM totals_d ORDER BY 1")).isEqualTo(s.rows(query + " ORDER BY 1"));
            System.out.println(String.join("\n", s.rows("SELECT * FROM pgtrickle.explain_st('totals_d')")));
            System.out.println(String.join("\n", s.rows("SELECT * FROM pgtrickle.pgt_status()")));
            System.out.println(String.join("\n", s.rows("SELECT * FROM pgtrickle.get_refresh_history('totals_d')")));
        }
    }
}
