/**
 * The proxy: a PostgreSQL server to its clients, a client to the real server, and a relay in between that runs stream table commands in
 * the client's own session.
 *
 * <p>{@link dev.pgtrickle.proxy.listen} accepts connections; {@link dev.pgtrickle.proxy.session} relays one session; {@link
 * dev.pgtrickle.proxy.inject} runs what has to be run in it. Start reading at {@link dev.pgtrickle.proxy.listen.ProxyServer}.
 */
@NullMarked
package dev.pgtrickle.proxy;

import org.jspecify.annotations.NullMarked;
