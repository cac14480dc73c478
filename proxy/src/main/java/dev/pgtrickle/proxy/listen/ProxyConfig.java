package dev.pgtrickle.proxy.listen;

import dev.pgtrickle.proxy.inject.Interceptors;
import dev.pgtrickle.proxy.session.CommitListener;
import java.time.Duration;

/**
 * What a proxy is told to do.
 *
 * @param listenHost the address to listen on
 * @param listenPort the TCP port to listen on, 0 for a free one
 * @param upstream where the server is
 * @param maxClients how many clients may be connected at once
 * @param connectTimeout how long the server's machine may take to accept a connection
 * @param loginTimeout how long a client may take from connecting to its first ReadyForQuery
 * @param drainTimeout how long sessions that are not idle may go on when the proxy stops
 * @param eventLoops the number of event loop threads, 0 for one per processor
 * @param interceptors finds the interceptor of a database
 * @param commitListener is told about commits
 */
public record ProxyConfig(
        String listenHost,
        int listenPort,
        Upstream upstream,
        int maxClients,
        Duration connectTimeout,
        Duration loginTimeout,
        Duration drainTimeout,
        int eventLoops,
        Interceptors interceptors,
        CommitListener commitListener) {

    /** Refuses what cannot be meant. */
    public ProxyConfig {
        if (maxClients < 1) {
            throw new IllegalArgumentException("maxClients must be at least 1, not " + maxClients);
        }
        if (eventLoops < 0) {
            throw new IllegalArgumentException("eventLoops must not be negative, but is " + eventLoops);
        }
    }

    /**
     * A proxy on a free local port that relays everything.
     *
     * @param upstream where the server is
     * @return the configuration
     */
    public static ProxyConfig relaying(Upstream upstream) {
        return new ProxyConfig(
                "127.0.0.1",
                0,
                upstream,
                1000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                0,
                Interceptors.NONE,
                CommitListener.NONE);
    }

    /**
     * The same with interceptors.
     *
     * @param newInterceptors finds the interceptor of a database
     * @return a new configuration
     */
    public ProxyConfig intercepting(Interceptors newInterceptors) {
        return new ProxyConfig(
                listenHost,
                listenPort,
                upstream,
                maxClients,
                connectTimeout,
                loginTimeout,
                drainTimeout,
                eventLoops,
                newInterceptors,
                commitListener);
    }

    /**
     * The same with a commit listener.
     *
     * @param newListener is told about commits
     * @return a new configuration
     */
    public ProxyConfig tellingCommits(CommitListener newListener) {
        return new ProxyConfig(
                listenHost,
                listenPort,
                upstream,
                maxClients,
                connectTimeout,
                loginTimeout,
                drainTimeout,
                eventLoops,
                interceptors,
                newListener);
    }

    /**
     * The same with limits.
     *
     * @param newMaxClients how many clients may be connected at once
     * @param newLoginTimeout how long a client may take to log in
     * @param newDrainTimeout how long sessions that are not idle may go on when the proxy stops
     * @return a new configuration
     */
    public ProxyConfig limited(int newMaxClients, Duration newLoginTimeout, Duration newDrainTimeout) {
        return new ProxyConfig(
                listenHost,
                listenPort,
                upstream,
                newMaxClients,
                connectTimeout,
                newLoginTimeout,
                newDrainTimeout,
                eventLoops,
                interceptors,
                commitListener);
    }
}
