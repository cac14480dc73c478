package dev.pgtrickle.conformance.crash;

import dev.pgtrickle.embedded.EmbeddedServer;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A durable server of its own whose processes can be killed, and which can be started again on the same data and port. */
final class ServerProcess implements AutoCloseable {

    private final EmbeddedServer server;
    private final List<String> command;

    private ServerProcess(EmbeddedServer server, List<String> command) {
        this.server = server;
        this.command = command;
    }

    static ServerProcess start(Path data) throws IOException {
        EmbeddedServer server =
                EmbeddedServer.of(PostgresVersion.newest()).keepDataIn(data).start();
        ProcessHandle.Info info =
                ProcessHandle.of(server.postmasterPid()).orElseThrow().info();
        // The server refuses to run as root, so it gets a user namespace of its own, as it had at its first start.
        List<String> command = new ArrayList<>(
                System.getProperty("user.name", "").equals("root") ? List.of("unshare", "-U") : List.of());
        command.add(info.command().orElseThrow());
        command.addAll(List.of(info.arguments().orElseThrow()));
        return new ServerProcess(server, command);
    }

    int port() {
        return server.port();
    }

    String url() {
        return server.jdbcUrl("postgres");
    }

    /** Kills the postmaster and everything it has started, at once and without warning. */
    void killAll() throws Exception {
        ProcessHandle postmaster = ProcessHandle.of(server.postmasterPid()).orElseThrow();
        List<ProcessHandle> backends = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        Await.until(
                "the server is dead",
                () -> !postmaster.isAlive() && backends.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Kills one session; the postmaster ends all others and recovers by itself. */
    void killSession(long pid) throws Exception {
        ProcessHandle session = ProcessHandle.of(pid).orElseThrow();
        session.destroyForcibly();
        Await.until("the session is dead", () -> !session.isAlive());
    }

    /** Starts a killed server again. */
    void restart() throws Exception {
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitAnswer();
    }

    void awaitAnswer() throws Exception {
        Await.until("the server answers", () -> {
            try (Connection c = DriverManager.getConnection(url())) {
                return c.isValid(5);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
