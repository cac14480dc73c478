package dev.pgtrickle.proxy.session;

import dev.pgtrickle.proxy.inject.NameChange;
import dev.pgtrickle.proxy.inject.Names;
import dev.pgtrickle.proxy.inject.Outstanding;
import dev.pgtrickle.proxy.inject.Outstanding.Plain;
import dev.pgtrickle.proxy.inject.Outstanding.Turn;
import dev.pgtrickle.proxy.inject.Responder;
import dev.pgtrickle.wire.message.TransactionStatus;
import dev.pgtrickle.wire.response.ResponseQueue;
import org.jspecify.annotations.Nullable;

/**
 * The requests that the server has not answered yet, with what each answer brings about: a name holds or is dropped, a responder learns the
 * outcome, an interception gets its turn.
 */
final class Requests {

    /** What has to be done so that a turn comes. */
    enum Waiting {
        /** Nothing: it is already known what becomes of it. */
        SETTLED,
        /** The server has to be told to send what it holds back. */
        NEEDS_FLUSH
    }

    private final ResponseQueue<Outstanding> queue = new ResponseQueue<>(this::dropped);
    private final Names names;
    private @Nullable Turn waiting;
    private boolean disconnected;

    /**
     * No requests.
     *
     * @param names what changes with the answers
     */
    Requests(Names names) {
        this.names = names;
    }

    /** A request is sent. */
    void expect(Outstanding request) {
        NameChange change = request.change();
        if (change != null) {
            names.sent(change);
        }
        queue.expect(request);
    }

    /** The client sends copy data. */
    void copyData() {
        queue.copyData(Plain.COPY_DATA);
    }

    /** The client ends its copy data. */
    void copyEnd() {
        queue.copyEnd(Plain.COPY_END);
    }

    /** Waits for all that was sent before to be answered. */
    Waiting await(Turn turn) {
        waiting = turn;
        if (queue.expect(turn)) {
            if (queue.isCopyIn()) {
                copyInBegins();
            } else {
                checkTurn();
            }
        }
        return waiting == null ? Waiting.SETTLED : Waiting.NEEDS_FLUSH;
    }

    /** Who deals with the next answer, or null when the client gets it as it stands. */
    @Nullable
    Responder responder() {
        Outstanding head = queue.head();
        return head == null ? null : head.responder();
    }

    /** The server has sent a message other than ReadyForQuery and ErrorResponse. */
    void received(byte type) {
        Outstanding request = queue.received(type);
        if (request != null) {
            answered(request);
        }
    }

    /** The server has sent an ErrorResponse. */
    void failed(byte type) {
        Outstanding request = queue.received(type);
        NameChange change = request == null ? null : request.change();
        if (change != null) {
            names.dropped(change);
        }
    }

    /** The server has sent ReadyForQuery. */
    void ready(TransactionStatus status) {
        answered(queue.ready(status));
    }

    /** The server reads copy data: whoever waits for its end would wait for the client, unless that has sent it all. */
    void copyInBegins() {
        Turn turn = waiting;
        if (turn != null && queue.isCopyIn()) {
            waiting = null;
            queue.withdraw(turn);
            turn.result().complete(Turn.Result.COPY_IN);
        }
    }

    /** The connection is gone. */
    void disconnected() {
        disconnected = true;
        queue.disconnected();
    }

    /** Whether, as far as is known, the server will act on the next message, rather than skip it or take it for copy data. */
    boolean isActing() {
        return !queue.isSkipping() && !queue.isCopyIn();
    }

    /** See {@link ResponseQueue#isQuiet}. */
    boolean isQuiet() {
        return queue.isQuiet();
    }

    /** What the last ReadyForQuery said. */
    TransactionStatus status() {
        return queue.status();
    }

    private void answered(Outstanding request) {
        NameChange change = request.change();
        if (change != null) {
            names.confirmed(change);
        }
        checkTurn();
    }

    private void checkTurn() {
        if (queue.due() instanceof Turn turn) {
            waiting = null;
            turn.result().complete(Turn.Result.NOW);
        }
    }

    private void dropped(Outstanding request) {
        NameChange change = request.change();
        if (change != null) {
            names.dropped(change);
        }
        Responder responder = request.responder();
        if (disconnected && responder != null) {
            responder.disconnected();
        }
        if (request instanceof Turn turn) {
            waiting = null;
            if (disconnected) {
                turn.disconnected();
            } else {
                turn.result().complete(Turn.Result.SKIPPED);
            }
        }
    }
}
