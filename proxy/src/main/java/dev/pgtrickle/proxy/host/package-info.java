/**
 * The engines behind a proxy: which databases of a server have stream tables, and one engine for each.
 *
 * <p>In: {@link dev.pgtrickle.proxy.host.Conninfo where the server is}. Out: {@link dev.pgtrickle.proxy.host.EngineHost}, which the proxy
 * asks for interceptors and tells about commits, and {@link dev.pgtrickle.proxy.host.Node}, which is a whole pgtrickle: engines, proxy
 * and admin endpoint, started and stopped in order.
 */
@NullMarked
package dev.pgtrickle.proxy.host;

import org.jspecify.annotations.NullMarked;
