/**
 * What proxy and driver share: which statements of a client concern stream tables, and what to do about them in the client's own
 * session and transaction.
 *
 * <p>In: a statement's text. Out: nothing (relay it), a {@link dev.pgtrickle.dvm.intercept.Interception}, and from that a command
 * tag, another text to relay, or an error. Start reading at {@link dev.pgtrickle.dvm.intercept.Interceptor}.
 */
@NullMarked
package dev.pgtrickle.dvm.intercept;

import org.jspecify.annotations.NullMarked;
