package dev.pgtrickle.wire.response;

import dev.pgtrickle.wire.ProtocolViolation;
import dev.pgtrickle.wire.message.BackendType;
import dev.pgtrickle.wire.message.TransactionStatus;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The outstanding requests of one server connection, oldest first.
 *
 * <p>A request is added when it is sent; {@link #received} takes it out when the server has answered it:
 *
 * <pre>
 * message            takes out
 * 1  2  3            PARSE, BIND, CLOSE
 * T  n               DESCRIBE_*; nothing as the header of a QUERY's result
 * C  I  s            EXECUTE; nothing within a QUERY
 * Z                  STARTUP, SYNC, QUERY, FUNCTION_CALL
 * E                  an extended request and all that follow it up to, but excluding, the next SYNC;
 *                    nothing before the Z of SYNC, QUERY and FUNCTION_CALL
 * t D d c G H W V    nothing
 * N S A R K v        nothing; they may come at any time
 * </pre>
 *
 * <p>Requests are added optimistically: an error may be on its way that makes the server skip them. Up to the next Sync the server skips
 * everything, Query and FunctionCall included, so the error takes those out as well; and when no Sync has been sent yet, requests are
 * dropped as they come until there is one.
 *
 * <p>During COPY FROM STDIN the server ignores Sync and Flush until CopyDone or CopyFail: of {@code Execute Sync CopyData CopyDone Sync}
 * only the second Sync is answered. {@link #copyData} and {@link #copyEnd} leave markers for this. A late CopyDone is ignored by the
 * server, and a marker that reaches the head is ignored here.
 *
 * <p>Not thread-safe.
 *
 * @param <E> what is kept of a request
 */
public final class ResponseQueue<E extends Expected> {

    private final ArrayDeque<E> entries = new ArrayDeque<>();
    private final Consumer<E> dropped;
    private TransactionStatus status = TransactionStatus.IDLE;
    private boolean skipping;
    private boolean copyIn;

    /**
     * An empty queue.
     *
     * @param dropped is told about every request that the server will not answer; must not change the queue
     */
    public ResponseQueue(Consumer<E> dropped) {
        this.dropped = dropped;
    }

    /**
     * A request is sent.
     *
     * @param request the request
     * @return false when the server skips it, in which case it is not kept and has been reported as dropped
     */
    public boolean expect(E request) {
        if (skipping) {
            if (request.kind() != Kind.SYNC) {
                dropped.accept(request);
                return false;
            }
            skipping = false;
        }
        entries.add(request);
        return true;
    }

    /**
     * The client sends copy data.
     *
     * @param marker an entry of kind {@link Kind#COPY_DATA}
     */
    public void copyData(E marker) {
        E last = entries.peekLast();
        if (last != null && last.kind() != Kind.COPY_DATA) {
            entries.add(marker);
        }
    }

    /**
     * The client sends CopyDone or CopyFail.
     *
     * @param marker an entry of kind {@link Kind#COPY_END}
     */
    public void copyEnd(E marker) {
        if (!entries.isEmpty()) {
            entries.add(marker);
        }
    }

    /**
     * The request that the next message of the server belongs to, unless the message is one that may come at any time.
     *
     * @return the oldest request, or null when there is none
     */
    public @Nullable E head() {
        return entries.peek();
    }

    /**
     * The server has sent a message other than ReadyForQuery.
     *
     * @param type its type byte
     * @return the request that is answered by this and has been taken out, or null
     * @throws ProtocolViolation when no request can have been answered so
     */
    public @Nullable E received(byte type) {
        return switch (type) {
            case BackendType.DATA_ROW, BackendType.COPY_DATA -> null;
            case BackendType.COMMAND_COMPLETE -> completed(type);
            case BackendType.EMPTY_QUERY_RESPONSE, BackendType.PORTAL_SUSPENDED -> execution(type);
            case BackendType.PARSE_COMPLETE -> take(type, kind -> kind == Kind.PARSE);
            case BackendType.BIND_COMPLETE -> take(type, kind -> kind == Kind.BIND);
            case BackendType.CLOSE_COMPLETE -> take(type, kind -> kind == Kind.CLOSE);
            case BackendType.ROW_DESCRIPTION, BackendType.NO_DATA -> description();
            case BackendType.COPY_IN_RESPONSE -> {
                copyIn = true;
                yield null;
            }
            case BackendType.ERROR_RESPONSE -> failed();
            case BackendType.READY_FOR_QUERY -> throw new IllegalArgumentException("use ready()");
            default -> null;
        };
    }

    /**
     * The server has sent ReadyForQuery.
     *
     * @param newStatus what it says
     * @return the request that is answered by this and has been taken out
     * @throws ProtocolViolation when no request can have been answered so
     */
    public E ready(TransactionStatus newStatus) {
        copyIn = false;
        status = newStatus;
        return take(BackendType.READY_FOR_QUERY, Kind::endsWithReady);
    }

    /**
     * The oldest request, when it is one that we answer and its turn has come: everything before it has been answered.
     *
     * @return the request, which has been taken out, or null
     */
    public @Nullable E due() {
        E head = entries.peek();
        if (head == null || head.owner() != Owner.SYNTHETIC) {
            return null;
        }
        takeHead();
        return head;
    }

    /**
     * Takes out a request that is sent no more, although its turn has not come.
     *
     * @param request the request
     */
    public void withdraw(E request) {
        entries.removeFirstOccurrence(request);
        dropMarkers();
    }

    /** The connection is gone: nothing will be answered. */
    public void disconnected() {
        while (!entries.isEmpty()) {
            drop(entries.remove());
        }
    }

    /**
     * Whether everything has been answered and the server is not skipping.
     *
     * @return true when the next request is the next that the server acts on
     */
    public boolean isQuiet() {
        return entries.isEmpty() && !skipping;
    }

    /**
     * Whether nothing is outstanding.
     *
     * @return true for an empty queue
     */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Whether the server discards what it gets, because of an error, until a Sync that has not been sent.
     *
     * @return true between the ErrorResponse and the Sync
     */
    public boolean isSkipping() {
        return skipping;
    }

    /**
     * Whether the server takes the next message that is sent for copy data.
     *
     * @return true between CopyInResponse and the end of that COPY, unless the client has sent its end already
     */
    public boolean isCopyIn() {
        return copyIn && entries.stream().noneMatch(entry -> entry.kind() == Kind.COPY_END);
    }

    /**
     * What the last ReadyForQuery said.
     *
     * @return the status
     */
    public TransactionStatus status() {
        return status;
    }

    private @Nullable E completed(byte type) {
        if (copyIn) {
            copyIn = false;
            removeBehindHead(endOfCopy());
        }
        return execution(type);
    }

    /** An answer that ends an EXECUTE and is one of any number of answers to a QUERY. */
    private @Nullable E execution(byte type) {
        E head = entries.peek();
        if (head != null && head.kind() == Kind.QUERY) {
            return null;
        }
        return take(type, kind -> kind == Kind.EXECUTE);
    }

    private @Nullable E description() {
        E head = entries.peek();
        if (head != null && (head.kind() == Kind.DESCRIBE_STATEMENT || head.kind() == Kind.DESCRIBE_PORTAL)) {
            return takeHead();
        }
        return null;
    }

    private @Nullable E failed() {
        E head = entries.peek();
        if (head == null) {
            // A FATAL error comes without being asked for.
            return null;
        }
        if (copyIn) {
            copyIn = false;
            removeBehindHead(endOfFailedCopy());
        }
        if (head.kind().endsWithReady()) {
            return null;
        }
        entries.remove();
        dropUpToSync();
        return head;
    }

    private void dropUpToSync() {
        while (!entries.isEmpty()) {
            if (entries.element().kind() == Kind.SYNC) {
                return;
            }
            drop(entries.remove());
        }
        skipping = true;
    }

    /** How many entries behind the head the server has read as part of a COPY that has ended well: all up to CopyDone. */
    private int endOfCopy() {
        int count = 0;
        Iterator<E> behindHead = behindHead();
        while (behindHead.hasNext()) {
            Kind kind = behindHead.next().kind();
            count++;
            if (kind == Kind.COPY_END) {
                return count;
            }
            if (kind != Kind.SYNC && kind != Kind.COPY_DATA) {
                return 0;
            }
        }
        return 0;
    }

    /**
     * How many entries behind the head the server has read as part of a COPY that has failed. When the client has ended the COPY, that
     * is all up to there. Otherwise data failed, or a cancel came while the server waited for data: it has swallowed the Syncs before
     * the data, and none that came after them.
     */
    private int endOfFailedCopy() {
        int count = 0;
        int end = 0;
        boolean data = false;
        Iterator<E> behindHead = behindHead();
        while (behindHead.hasNext()) {
            count++;
            switch (behindHead.next().kind()) {
                case COPY_END -> {
                    return count;
                }
                case COPY_DATA -> {
                    data = true;
                    end = count;
                }
                case SYNC -> end = data ? end : count;
                default -> {
                    return end;
                }
            }
        }
        return end;
    }

    private Iterator<E> behindHead() {
        Iterator<E> iterator = entries.iterator();
        if (iterator.hasNext()) {
            iterator.next();
        }
        return iterator;
    }

    private void removeBehindHead(int count) {
        Iterator<E> behindHead = behindHead();
        for (int i = 0; i < count; i++) {
            E entry = behindHead.next();
            behindHead.remove();
            if (!entry.kind().isMarker()) {
                dropped.accept(entry);
            }
        }
    }

    private E take(byte type, Predicate<Kind> answered) {
        E head = entries.peek();
        if (head == null || head.owner() == Owner.SYNTHETIC || !answered.test(head.kind())) {
            throw new ProtocolViolation("the server sent '" + (char) type + "' while "
                    + (head == null ? "nothing" : head.owner() + " " + head.kind()) + " was outstanding");
        }
        return takeHead();
    }

    private E takeHead() {
        E head = entries.remove();
        dropMarkers();
        return head;
    }

    private void dropMarkers() {
        E head;
        while ((head = entries.peek()) != null && head.kind().isMarker()) {
            entries.remove();
        }
    }

    private void drop(E entry) {
        if (!entry.kind().isMarker()) {
            dropped.accept(entry);
        }
    }
}
