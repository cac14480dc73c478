/**
 * Response accounting: which message of a server answers which request.
 *
 * <p>In: what is sent to a server, in order, and the types of the messages that come back. Out: to whom each of these belongs, and
 * which requests will never be answered. Pure bookkeeping without sockets; the relay's correctness rests on it. Start reading at {@link
 * dev.pgtrickle.wire.response.ResponseQueue}.
 */
@NullMarked
package dev.pgtrickle.wire.response;

import org.jspecify.annotations.NullMarked;
