package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.frame.Verdict;
import io.netty.buffer.ByteBuf;

/**
 * Deals with the server's answer to a request. Called on the event loop.
 *
 * <p>Notices that come while its request is the oldest are given to it as well; asynchronous messages (ParameterStatus,
 * NotificationResponse) and FATAL errors never are.
 */
public interface Responder {

    /**
     * A message of the answer begins.
     *
     * @param type its type byte
     * @return {@link Verdict#RELAY} to the client, {@link Verdict#DROP}, or {@link Verdict#INSPECT} to see its body; ErrorResponse is
     *     inspected whatever is returned
     */
    Verdict begin(byte type);

    /**
     * The body of a message is complete.
     *
     * @param type its type byte
     * @param body its body
     * @return {@link Verdict#RELAY} to the client, or {@link Verdict#DROP}
     */
    Verdict inspect(byte type, ByteBuf body);

    /** The connection is gone; there will be no (more) answer. */
    void disconnected();
}
