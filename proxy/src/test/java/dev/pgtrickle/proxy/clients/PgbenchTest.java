package dev.pgtrickle.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.StreamTables;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pgbench in each of its query modes, while stream tables are kept over its tables. */
class PgbenchTest {

    @TempDir
    private Path folder;

    @Test
    void runs_in_each_mode_and_leaves_stream_tables_exact() throws Exception {
        Programs.require("pgbench");
        Programs.require("psql");
        try (StreamTables tables = StreamTables.start(PostgresVersion.newest())) {
            String database = tables.database().name();
            assertThat(Programs.pgbench(folder, tables.port(), database, List.of("-i", "-s", "1", "-q")))
                    .as("filling")
                    .matches(result -> result.status() == 0);
            String create = "CREATE MATERIALIZED VIEW %s WITH (pgtrickle.stream, pgtrickle.mode = '%s') AS "
                    + "SELECT bid, count(*) AS n, sum(abalance) AS total FROM pgbench_accounts GROUP BY bid";
            assertThat(Programs.psql(
                                    folder,
                                    tables.port(),
                                    database,
                                    create.formatted("now", "IMMEDIATE") + ";\n"
                                            + create.formatted("later", "DIFFERENTIAL") + ";\n",
                                    "-v",
                                    "ON_ERROR_STOP=1")
                            .status())
                    .isZero();
            for (String mode : List.of("simple", "extended", "prepared")) {
                Programs.Result result = Programs.pgbench(
                        folder, tables.port(), database, List.of("-n", "-M", mode, "-c", "4", "-j", "2", "-t", "50"));
                assertThat(result.output())
                        .as(mode)
                        .contains(
                                "number of transactions actually processed: 200/200",
                                "number of failed transactions: 0");
                assertThat(result.status()).isZero();
            }
            String query = "SELECT bid, count(*), sum(abalance) FROM pgbench_accounts GROUP BY bid";
            assertThat(tables.committed("SELECT count(*) FROM pgbench_history")).containsExactly("600");
            assertThat(tables.committed("SELECT * FROM now")).isEqualTo(tables.committed(query));
            Programs.psql(folder, tables.port(), database, "REFRESH MATERIALIZED VIEW later;");
            assertThat(tables.committed("SELECT * FROM later")).isEqualTo(tables.committed(query));
        }
    }
}
