package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.message.BackendMessage;
import dev.pgtrickle.wire.message.CommandComplete;
import dev.pgtrickle.wire.message.Report;
import dev.pgtrickle.wire.message.TransactionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the statements of a simple query one transaction, as the server does, although they are run one by one.
 *
 * <p>The server runs several statements of one query in an implicit block: VACUUM is refused, LOCK TABLE is not, CALL may not commit; but
 * BEGIN, COMMIT and ROLLBACK in it act on it without a warning or with one. No single shape has all of that on every version, so there are
 * three.
 */
final class QueryTransaction {

    /** How the statements are kept together. */
    private enum Shape {
        /** The client has a block already. */
        CLIENTS_BLOCK,
        /** A block of our own: all is as in the implicit block, as long as no statement controls transactions. */
        OWN_BLOCK,
        /**
         * The implicit transaction of extended messages, in which BEGIN, COMMIT and ROLLBACK act as in a simple query. A first harmless
         * statement makes the server treat the next ones as followers, so that VACUUM is refused.
         */
        PIPELINE
    }

    /** Takes no snapshot, so that SET TRANSACTION may still follow. */
    private static final String HARMLESS = "SHOW transaction_isolation";

    private final Exchange exchange;
    private final Shape shape;
    private final OwnBlock ownBlock;
    private final TransactionStatus initialStatus;
    private final int statements;
    private int completed;
    private boolean failed;

    private QueryTransaction(Exchange exchange, Shape shape, int statements, TransactionStatus status) {
        this.exchange = exchange;
        this.shape = shape;
        this.ownBlock = new OwnBlock(exchange);
        this.statements = statements;
        this.initialStatus = status;
        this.failed = status == TransactionStatus.FAILED;
    }

    /**
     * Chooses the shape.
     *
     * @param exchange the conversation
     * @param status the status of the session
     * @param readings the statements
     * @return the transaction
     */
    static QueryTransaction of(Exchange exchange, TransactionStatus status, List<Reading> readings) {
        Shape shape;
        if (readings.stream().anyMatch(r -> r.statement().controlsTransaction())) {
            shape = Shape.PIPELINE;
        } else {
            shape = status == TransactionStatus.IDLE ? Shape.OWN_BLOCK : Shape.CLIENTS_BLOCK;
        }
        return new QueryTransaction(exchange, shape, readings.size(), status);
    }

    /**
     * Begins what several statements need around them.
     *
     * @throws StatementFailed when the server refuses
     */
    void begin() {
        if (initialStatus == TransactionStatus.IDLE && statements > 1) {
            precede();
        }
    }

    /** Whether the client's block has failed, so that everything but its end is refused. */
    boolean isFailed() {
        return failed;
    }

    /** Engine code is about to be called. */
    void beforeEngine() {
        if (shape == Shape.OWN_BLOCK) {
            ownBlock.open();
        }
    }

    /**
     * A statement has come to its end.
     *
     * @param message what the client gets for it
     */
    void completed(BackendMessage message) {
        completed++;
        if (shape == Shape.PIPELINE && message instanceof CommandComplete(String tag) && endsTransaction(tag)) {
            failed = false;
            if (completed < statements) {
                precede();
            }
        }
    }

    /**
     * Ends the transaction after the last statement.
     *
     * @return the status for the client, and why the commit failed, if it did
     */
    SyncResponder.Result commit() {
        @Nullable Report failure = ownBlock.commit();
        if (failure == null) {
            exchange.dropUnnamed();
        }
        SyncResponder.Result result = exchange.sync();
        return failure == null ? result : new SyncResponder.Result(result.status(), failure);
    }

    /**
     * Ends the transaction after a statement has failed.
     *
     * @return the status for the client
     */
    TransactionStatus rollBack() {
        return ownBlock.rollBack();
    }

    private void precede() {
        switch (shape) {
            case CLIENTS_BLOCK -> {}
            case OWN_BLOCK -> ownBlock.open();
            case PIPELINE -> exchange.query(HARMLESS);
        }
    }

    private static boolean endsTransaction(String tag) {
        return tag.equals("COMMIT") || tag.equals("ROLLBACK") || tag.equals("PREPARE TRANSACTION");
    }
}
