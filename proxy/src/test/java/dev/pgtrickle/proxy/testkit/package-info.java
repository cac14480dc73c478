/**
 * What the proxy's tests share: {@link dev.pgtrickle.proxy.testkit.RawClient a client that speaks the protocol message by message}, the
 * {@link dev.pgtrickle.proxy.testkit.Wire messages} it sends and the transcripts it expects, and {@link
 * dev.pgtrickle.proxy.testkit.Proxied a database behind a proxy}.
 */
@NullMarked
package dev.pgtrickle.proxy.testkit;

import org.jspecify.annotations.NullMarked;
