package dev.pgtrickle.conformance.crash;

import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.proxy.host.EngineHost;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.listen.ProxyServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A proxy and its engines in a process of their own, as the command line starts them, so that they can be killed. */
final class ProxyProcess implements AutoCloseable {

    private static final String READY = "listening on ";

    private final Process process;
    private final int port;

    private ProxyProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The child's side: starts, says where it listens, and goes on until it is killed. */
    public static void main(String[] args) throws Exception {
        Conninfo server =
                Conninfo.parse("host=127.0.0.1 port=" + args[0] + " user=postgres dbname=" + args[1], Map.of());
        EngineHost engines = new EngineHost(server, new SimpleMeterRegistry());
        engines.discover();
        ProxyServer proxy = ProxyServer.start(
                ProxyConfig.relaying(server.upstream()).intercepting(engines).tellingCommits(engines));
        PrintStream out = System.out;
        out.println(READY + proxy.port());
        // Ends with its parent, should that die first.
        while (System.in.read() >= 0) {
            // Nothing is ever sent.
        }
        System.exit(0);
    }

    static ProxyProcess start(int upstream, String database) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ".")),
                        ProxyProcess.class.getName(),
                        String.valueOf(upstream),
                        database))
                .redirectError(ProcessBuilder.Redirect.to(new File("target/proxy-process.log")))
                .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return new ProxyProcess(process, Integer.parseInt(line.substring(READY.length())));
            }
        }
        throw new IOException("the proxy process ended; see target/proxy-process.log");
    }

    int port() {
        return port;
    }

    /** As kill -9 does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
