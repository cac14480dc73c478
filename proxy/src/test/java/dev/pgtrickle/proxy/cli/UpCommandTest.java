package dev.pgtrickle.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.Eventually;
import dev.pgtrickle.testkit.Database;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtrickle up}, as a user runs it. */
class UpCommandTest {

    private static final Pattern READY =
            Pattern.compile("pgtrickle is ready: psql -h 127\\.0\\.0\\.1 -p (\\d+) -U postgres (\\w+)");

    /** Connects as the ready line says. */
    private static Connection connect(PgtrickleProcess up) throws SQLException {
        Matcher ready = READY.matcher(up.firstLine());
        assertThat(ready.matches()).as(up.firstLine()).isTrue();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + ready.group(1) + "/" + ready.group(2) + "?user=postgres");
    }

    private static final String CREATE =
            "CREATE MATERIALIZED VIEW totals WITH (pgtrickle.stream) AS SELECT sum(a) AS total, count(*) AS n FROM t";

    @Test
    void serves_from_a_temporary_server_and_leaves_nothing_behind() throws Exception {
        int httpPort = freePort();
        Path data;
        long postmaster;
        try (PgtrickleProcess up =
                PgtrickleProcess.start("up", "--port", "0", "--http-port", String.valueOf(httpPort))) {
            try (Connection client = connect(up);
                    Statement statement = client.createStatement()) {
                assertThat(Database.rows(client, "SHOW server_version_num").getFirst())
                        .startsWith("18");
                data = Path.of(Database.rows(client, "SHOW data_directory").getFirst());
                postmaster = Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
                statement.execute("CREATE TABLE t (a int)");
                statement.execute(CREATE);
                statement.execute("INSERT INTO t VALUES (1), (2)");
                Eventually.equal(() -> Database.rows(client, "SELECT * FROM totals"), List.of("3|2"));

                assertThat(get(httpPort, "/health/live").body()).isEqualTo("live\n");
                assertThat(get(httpPort, "/health/ready").statusCode()).isEqualTo(200);
                assertThat(get(httpPort, "/metrics").body())
                        .contains("pgtrickle_proxy_clients 1.0")
                        .contains("pgtrickle_engines 1.0")
                        .contains("pgtrickle_refresh_seconds_count{database=\"postgres\"}")
                        .contains("jvm_memory_used_bytes");
                assertThat(get(httpPort, "/other").statusCode()).isEqualTo(404);

                up.terminate();
                assertThat(up.exitStatus()).isEqualTo(143);
            }
            assertThat(up.out()).hasSize(1);
            assertThat(up.err()).isEmpty();
        }
        assertThat(ProcessHandle.of(postmaster)).isEmpty();
        assertThat(data).doesNotExist();
    }

    @Test
    void keeps_data_over_an_orderly_end_and_over_being_killed(@TempDir Path folder) throws Exception {
        String data = folder.resolve("data").toString();
        String[] command = {"up", "--port", "0", "--http-port", "0", "--data-dir", data};
        try (PgtrickleProcess up = PgtrickleProcess.start(command)) {
            try (Connection client = connect(up);
                    Statement statement = client.createStatement()) {
                statement.execute("CREATE TABLE t (a int)");
                statement.execute(CREATE);
                statement.execute("INSERT INTO t VALUES (1)");
                Eventually.equal(() -> Database.rows(client, "SELECT * FROM totals"), List.of("1|1"));
            }
            try (PgtrickleProcess second = PgtrickleProcess.start(command)) {
                assertThat(second.exitStatus()).isEqualTo(2);
                assertThat(second.err()).hasSize(1).first().asString().contains("is in use by another pgtrickle");
            }
            up.interrupt();
            assertThat(up.exitStatus()).isEqualTo(130);
        }
        try (PgtrickleProcess up = PgtrickleProcess.start(command)) {
            try (Connection client = connect(up);
                    Statement statement = client.createStatement()) {
                assertThat(Database.rows(client, "SELECT * FROM totals")).containsExactly("1|1");
                statement.execute("INSERT INTO t VALUES (2)");
            }
            up.kill();
            up.exitStatus();
        }
        try (PgtrickleProcess up = PgtrickleProcess.start(command);
                Connection client = connect(up)) {
            Eventually.equal(() -> Database.rows(client, "SELECT * FROM totals"), List.of("3|2"));
        }
    }

    @Test
    void works_in_front_of_an_existing_server() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest());
                PgtrickleProcess up = PgtrickleProcess.start(
                        "up", "--port", "0", "--http-port", "0", "--upstream", conninfo(database));
                Connection client = connect(up);
                Statement statement = client.createStatement()) {
            statement.execute("CREATE TABLE t (a int)");
            statement.execute(CREATE);
            statement.execute("INSERT INTO t VALUES (5)");
            Eventually.equal(() -> Database.rows(client, "SELECT * FROM totals"), List.of("5|1"));
            up.terminate();
            assertThat(up.exitStatus()).isEqualTo(143);
            assertThat(database.rows("SELECT * FROM totals")).containsExactly("5|1");
        }
    }

    @Test
    void install_puts_the_schema_into_a_database() throws Exception {
        try (Database database = Database.create(PostgresVersion.newest())) {
            for (String what : List.of("is installed", "was up to date already")) {
                try (PgtrickleProcess install = PgtrickleProcess.start("install", "--upstream", conninfo(database))) {
                    assertThat(install.exitStatus()).isZero();
                    assertThat(install.out()).hasSize(1).first().asString().contains(what);
                    assertThat(install.err()).isEmpty();
                }
            }
            assertThat(database.rows("SELECT pgtrickle.version()")).hasSize(1);
        }
    }

    static String conninfo(Database database) {
        return "host=127.0.0.1 port=" + database.port() + " dbname=" + database.name() + " user=postgres";
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
