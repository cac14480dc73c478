package dev.pgtrickle.proxy.listen;

/**
 * Where the PostgreSQL server is.
 *
 * @param host a host name or address
 * @param port a TCP port
 */
public record Upstream(String host, int port) {}
