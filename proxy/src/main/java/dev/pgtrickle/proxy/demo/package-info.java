/**
 * What {@code pgtrickle demo} shows: TPC-H data, stream tables over it, and changes that they follow.
 *
 * <p>In: a node and a scale. Out: a table per round on the terminal, and a verdict. Everything goes through the proxy, as an application's
 * statements would. Start reading at {@link dev.pgtrickle.proxy.demo.Demo}.
 */
@NullMarked
package dev.pgtrickle.proxy.demo;

import org.jspecify.annotations.NullMarked;
