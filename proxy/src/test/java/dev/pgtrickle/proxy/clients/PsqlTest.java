package dev.pgtrickle.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.clients.Programs.Result;
import dev.pgtrickle.proxy.clients.Programs.Running;
import dev.pgtrickle.proxy.testkit.Poll;
import dev.pgtrickle.proxy.testkit.StreamTables;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** psql as people use it. */
class PsqlTest {

    private static final String CREATE =
            "CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream) AS SELECT k, sum(v) AS total FROM s GROUP BY k";

    @TempDir
    private Path folder;

    private StreamTables tables;

    @BeforeEach
    void start() throws Exception {
        Programs.require("psql");
        tables = StreamTables.start(PostgresVersion.newest());
        tables.database().run("CREATE TABLE s (k int, v int); INSERT INTO s VALUES (1, 10), (2, 7)");
    }

    @AfterEach
    void stop() throws Exception {
        if (tables != null) {
            tables.close();
        }
    }

    private Result psql(String input, String... arguments) throws Exception {
        return Programs.psql(folder, tables.port(), tables.database().name(), input, arguments);
    }

    /** The same input on both ways, and the same output. */
    private void same(String input, String... arguments) throws Exception {
        Result directly = Programs.psql(
                folder, tables.database().port(), tables.database().name(), input, arguments);
        assertThat(psql(input, arguments)).isEqualTo(directly);
    }

    @Test
    void runs_a_command() throws Exception {
        assertThat(psql("", "-c", CREATE)).isEqualTo(new Result("SELECT 2\n", 0));
        assertThat(psql("", "-Atc", "SELECT * FROM totals ORDER BY 1")).isEqualTo(new Result("1|10\n2|7\n", 0));
        assertThat(psql("", "-c", "DROP MATERIALIZED VIEW totals; SELECT 1 AS one", "-At"))
                .isEqualTo(new Result("DROP MATERIALIZED VIEW\n1\n", 0));
    }

    @Test
    void runs_a_file_in_one_transaction_or_in_many() throws Exception {
        Path script = Files.writeString(
                folder.resolve("script.sql"), CREATE + ";\nINSERT INTO s VALUES (3, 1);\nSELECT 1/0;\n");
        Result single = psql("", "-1", "-v", "ON_ERROR_STOP=1", "-f", script.toString());
        assertThat(single.status()).isEqualTo(3);
        assertThat(single.output()).contains("SELECT 2", "script.sql:3: ERROR:  division by zero");
        assertThat(tables.committed("SELECT count(*) FROM pgtrickle.pgt_stream_tables"))
                .containsExactly("0");
        assertThat(psql("", "-q", "-f", script.toString()).status()).isZero();
        assertThat(tables.committed("SELECT k FROM s ORDER BY k")).containsExactly("1", "2", "3");
        assertThat(tables.committed("SELECT pgt_name FROM pgtrickle.pgt_stream_tables"))
                .containsExactly("totals");
    }

    @Test
    void shows_an_error_under_the_word_it_is_about() throws Exception {
        Result result = psql("", "-c", CREATE.replace("sum(v)", "sum(nope)"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output().lines().toList())
                .startsWith("ERROR:  column \"nope\" does not exist")
                .anyMatch(line -> line.startsWith("LINE 1: "))
                .noneMatch(line -> line.startsWith("QUERY:"));
        assertThat(result.output()
                        .lines()
                        .filter(line -> line.strip().equals("^"))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void copies_from_and_to_the_client() throws Exception {
        String script = CREATE + """
                ;
                \\copy s from stdin
                3\t1
                3\t2
                \\.
                REFRESH MATERIALIZED VIEW totals;
                \\copy (select * from totals order by k) to stdout
                """;
        assertThat(psql(script, "-q", "-At").output()).isEqualTo("1\t10\n2\t7\n3\t3\n");
        same("\\copy s from stdin\nx\ty\n\\.\n\\copy nope to stdout\nselect 1;\n");
    }

    @Test
    void describes_what_there_is() throws Exception {
        assertThat(psql("", "-c", CREATE).status()).isZero();
        same("""
                \\d s
                \\d totals
                \\d+ totals
                \\dt
                \\dv
                \\df
                \\dn
                \\l
                \\du
                """);
        assertThat(psql("", "-c", "\\d totals").output()).contains("k      | integer", "total  | bigint");
    }

    @Test
    void uses_its_other_ways_to_run_a_statement() throws Exception {
        same("""
                select 1 as a \\gset
                select :a + 1;
                select 1, 2 \\gdesc
                select 'select 7' \\gexec
                \\set FETCH_COUNT 2
                select generate_series(1, 5);
                \\unset FETCH_COUNT
                select 1/0;
                \\errverbose
                begin;
                select 1/0;
                rollback;
                """);
    }

    @Test
    void watches_until_it_is_interrupted() throws Exception {
        Running watching = Programs.start(
                folder, tables.port(), tables.database().name(), "select 'tick' \\watch 0.05\n", Programs.psql("-At"));
        Poll.until("it has shown several results", () -> watching.read().split("tick", -1).length > 4);
        watching.interrupt();
        watching.await();
    }

    @Test
    void cancels_its_statement_at_ctrl_c() throws Exception {
        Running sleeping = Programs.start(
                folder, tables.port(), tables.database().name(), "", Programs.psql("-c", "select pg_sleep(60)"));
        Poll.until(
                "the statement is running",
                () -> !tables.committed(
                                "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")
                        .isEmpty());
        sleeping.interrupt();
        Result result = sleeping.await();
        assertThat(result.output()).contains("ERROR:  canceling statement due to user request");
        assertThat(result.status()).isEqualTo(1);
    }
}
