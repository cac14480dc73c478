/**
 * Accepting clients, up to the point where a session begins.
 *
 * <p>In: a {@link dev.pgtrickle.proxy.listen.ProxyConfig}. Out: a running {@link dev.pgtrickle.proxy.listen.ProxyServer}, which makes a
 * {@link dev.pgtrickle.proxy.session.Session} of every client that sends a StartupMessage. Start reading at {@link
 * dev.pgtrickle.proxy.listen.ProxyServer}, then {@link dev.pgtrickle.proxy.listen.ClientStart}.
 */
@NullMarked
package dev.pgtrickle.proxy.listen;

import org.jspecify.annotations.NullMarked;
