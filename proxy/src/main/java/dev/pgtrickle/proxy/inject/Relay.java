package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.FrontendMessage;
import dev.pgtrickle.wire.message.TransactionStatus;
import java.nio.charset.Charset;
import java.util.concurrent.Executor;

/**
 * A session as an interception sees it. All methods are called on the session's event loop, except {@link #loop} itself.
 *
 * <p>While an interception is under way, the client's further messages wait; it ends with {@link #resume}.
 */
public interface Relay {

    /**
     * The session's event loop.
     *
     * @return runs tasks one after the other; refuses them when the proxy has stopped
     */
    Executor loop();

    /**
     * The client encoding.
     *
     * @return a charset in which ASCII bytes are ASCII characters
     */
    Charset charset();

    /**
     * Whether the session is over.
     *
     * @return true when nothing can be sent any more
     */
    boolean isClosed();

    /**
     * What the last ReadyForQuery said, except that a ROLLBACK since then ends a failed block.
     *
     * @return the status, as far as it is known
     */
    TransactionStatus transactionStatus();

    /**
     * Whether the client's next statement is the first of a transaction of its own: no block is open, nothing is outstanding, and the
     * client has sent no extended message since the last Sync.
     *
     * @return true when a Sync would end nothing of the client's
     */
    boolean isBetweenTransactions();

    /**
     * Sends messages of our own; their answers go to a responder. Flush and other messages without an answer may be among them.
     *
     * @param responder who deals with the answers
     * @param messages the messages in their order
     */
    void inject(Responder responder, FrontendMessage... messages);

    /**
     * Sends a message on behalf of the client; the client gets the server's answer as it stands.
     *
     * @param request how to account for it
     * @param message the message
     */
    void forward(Outstanding request, FrontendMessage message);

    /**
     * Sends a message of the client as it came; the client gets the server's answer as it stands.
     *
     * @param request how to account for it
     * @param type its type byte
     * @param body its body
     */
    void forward(Outstanding request, byte type, byte[] body);

    /**
     * Sends messages to the client.
     *
     * @param messages the messages in their order
     */
    void reply(BackendMessage... messages);

    /**
     * Sends whole messages to the client.
     *
     * @param messages the bytes
     */
    void reply(byte[] messages);

    /**
     * Waits until everything that was sent before has been answered, or an error makes the server skip.
     *
     * @param turn is completed with what happens
     */
    void await(Outstanding.Turn turn);

    /** The server waits for copy data: the client's copy messages pass through until it ends the COPY. */
    void acceptCopyData();

    /** The server reads no more copy data. */
    void refuseCopyData();

    /** The transaction's end is on its way to the server: from here on it is carried through even when the client vanishes. */
    void committing();

    /** The interception is over: the client's further messages are dealt with. */
    void resume();

    /**
     * Something went wrong that leaves the session in no state to go on: the client gets a FATAL error, and both connections are closed.
     *
     * @param reason what happened
     */
    void abort(Throwable reason);
}
