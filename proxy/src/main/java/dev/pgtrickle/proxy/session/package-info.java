/**
 * One client session: the client's connection, the server's connection, and everything that is known about what goes over them.
 *
 * <p>In: bytes of either side, on the one event loop that both connections share. Out: the same bytes to the other side, except where an
 * interception of {@link dev.pgtrickle.proxy.inject} takes over. Start reading at {@link dev.pgtrickle.proxy.session.Session}, then {@link
 * dev.pgtrickle.proxy.session.ClientSide} and {@link dev.pgtrickle.proxy.session.ServerSide}.
 */
@NullMarked
package dev.pgtrickle.proxy.session;

import org.jspecify.annotations.NullMarked;
