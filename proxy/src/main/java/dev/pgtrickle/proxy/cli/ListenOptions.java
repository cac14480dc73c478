package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.host.NodeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where a command listens. */
final class ListenOptions {

    private static final Duration DRAIN = Duration.ofSeconds(5);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "6432",
            converter = PortConverter.class,
            description = "The port for PostgreSQL clients, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "9632",
            converter = PortConverter.class,
            description = "The port for /metrics and /health, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int httpPort;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address that both ports are opened on; 0.0.0.0 lets other machines in (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    /** The settings, once it is certain that the ports can be had: a server that is started in vain costs seconds. */
    NodeSettings checked() {
        if (port != 0 && port == httpPort) {
            throw CommandFailure.ofInput("--port and --http-port are both " + port + "; they must differ.");
        }
        requireFree("--port", port);
        requireFree("--http-port", httpPort);
        return new NodeSettings(address, port, httpPort, DRAIN);
    }

    private void requireFree(String option, int wanted) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), wanted));
        } catch (UnknownHostException e) {
            throw CommandFailure.ofInput("The address \"" + address + "\" of --listen is not known.", e);
        } catch (IOException e) {
            throw CommandFailure.ofInput(
                    "Port " + wanted + " on " + address + " cannot be opened (" + e.getMessage()
                            + "); choose another one with " + option + ".",
                    e);
        }
    }
}
