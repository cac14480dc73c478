package dev.pgtrickle.proxy.host;

import java.time.Duration;

/**
 * How a node listens.
 *
 * @param listenHost the address of both endpoints
 * @param port the port for PostgreSQL clients, 0 for a free one
 * @param httpPort the port of the admin endpoint, 0 for a free one
 * @param drainTimeout how long sessions that are not idle may go on when the node stops
 */
public record NodeSettings(String listenHost, int port, int httpPort, Duration drainTimeout) {

    /** Free local ports. */
    public static final NodeSettings LOCAL = new NodeSettings("127.0.0.1", 0, 0, Duration.ofSeconds(5));
}
